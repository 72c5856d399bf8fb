# shellcheck shell=sh disable=SC2154 # read by ../postern, which sets $home and $uid
# ./postern test: sets up what the tests need, runs them, and counts. Nothing is ever skipped silently.

# How long each fuzzer runs where nobody says, and in a nightly run.
fuzz_time=10m
fuzz_time_nightly=1m

# What the tests need beside a JDK and Maven: a file that shows it is there, the Debian package, what for.
test_needs() {
    cat <<'END'
/usr/bin/swaks swaks a client of strangers sends the first message
/usr/bin/strace strace what is forced to disk before a 250, and what is executed
/usr/bin/ss iproute2 the listeners the kernel knows, against those that were declared
/usr/bin/unshare util-linux starts PostgreSQL in tests that run as root
/usr/bin/setpriv util-linux leaves root behind
/usr/bin/prlimit util-linux a gateway that may open no more files
/usr/sbin/losetup mount a disk that loses its power
/usr/sbin/mkfs.ext4 e2fsprogs a file system on it
/usr/bin/hostname hostname a machine whose own name means nothing
/usr/sbin/postfix postfix a mail server behind the gateway that is not ours
/usr/lib/*/libidn.so.12 libidn12 Exim, a mail server that is not ours, needs it
/usr/lib/*/libdb-5.3.so libdb5.3 Exim needs it
/usr/lib/*/libgnutls-dane.so.0 libgnutls-dane0 Exim needs it
/usr/lib/*/libnsl.so.2 libnsl2 Exim needs it
/usr/lib/*/libpcre2-8.so.0 libpcre2-8-0 Exim needs it
/usr/lib/*/libevent-2.1.so.7 libevent-2.1-7 OpenSMTPD, a mail server that is not ours, needs it
/usr/lib/*/sasl2/libplain.so libsasl2-modules people log in at Postfix and Sendmail
/usr/lib/*/sasl2/libsasldb.so libsasl2-modules-db their passwords
/usr/bin/nsenter util-linux says something to it in its namespace
/usr/bin/openssl openssl a client of strangers speaks TLS
/usr/lib/postgresql/*/bin/initdb postgresql the schema on a PostgreSQL that is not ours
END
}

test_help() {
    cat <<'END'
Usage: ./postern test [--fast|--nightly] [--without-root] [NAME…]
       ./postern test --fuzz [TIME] [NAME…]

Run the tests and set up what they need: as root it installs the Debian packages, otherwise it names what is missing.

      NAME…       only these test classes, such as ReplyTest
      --fast      only tests that need no database and no network
      --nightly   all tests, those that run long too; then each fuzzer for 1m
      --without-root
                  not those that need root, which are named at the end
      --fuzz      no tests, but fuzzers, one after the other, each for TIME: 30s, 10m (the default), 2h.
                  What they find is written to their seeds; commit it with the fix
  -h, --help      say this

Exit codes: 0 all passed; 1 a test failed or was skipped, or none ran, or a fuzzer found something; 2 something is missing
END
}

missing_packages() {
    test_needs | while read -r file package why; do
        # shellcheck disable=SC2086 # a pattern
        set -- $file
        [ -e "$1" ] || printf '%s %s\n' "$package" "$why"
    done
}

# Installs Debian packages such that no service starts, now or at the next boot.
install_packages() { # PACKAGE…
    guard=/usr/sbin/policy-rc.d
    cluster=/etc/postgresql-common/createcluster.d/postern-tests.conf
    guarded=$(mktemp -d)
    trap 'unguard' EXIT
    trap 'exit 130' INT TERM
    [ ! -e "$guard" ] || mv "$guard" "$guarded/policy-rc.d"
    printf '#!/bin/sh\nexit 101\n' >"$guard"
    chmod 0755 "$guard"
    mkdir -p "${cluster%/*}"
    echo 'create_main_cluster = false' >"$cluster"
    echo 'postfix postfix/main_mailer_type select No configuration' | debconf-set-selections 2>/dev/null || :
    export DEBIAN_FRONTEND=noninteractive
    say "installing $*"
    apt-get install -q -y --no-install-recommends "$@" >"$guarded/log" 2>&1 ||
        { apt-get update -q && apt-get install -q -y --no-install-recommends "$@"; } >"$guarded/log" 2>&1 ||
        { tail -n 20 "$guarded/log" >&2 && die 2 "cannot install $*"; }
    unguard
    trap - EXIT INT TERM
}

unguard() {
    rm -f "$guard" "$cluster"
    rmdir -p "${cluster%/*}" 2>/dev/null || :
    [ ! -e "$guarded/policy-rc.d" ] || mv "$guarded/policy-rc.d" "$guard"
    rm -rf "$guarded"
}

# Installs what is missing of the lines "PACKAGE WHY" on standard input, or names it.
ensure_packages() {
    missing=$(sort -u)
    [ -n "$missing" ] || return 0
    packages=$(printf '%s\n' "$missing" | cut -d ' ' -f 1 | sort -u | tr '\n' ' ')
    if [ "$uid" = 0 ] && command -v apt-get >/dev/null; then
        # shellcheck disable=SC2086 # words
        install_packages $packages
        return
    fi
    say "these are missing:"
    printf '%s\n' "$missing" | while read -r package why; do
        printf '  %-12s %s\n' "$package" "$why" >&2
    done
    die 2 "install them (Debian: apt-get install $packages), or run this as root"
}

# Exim cannot be installed beside Postfix, so root unpacks it below .cache, with the user that it was built for.
ensure_exim() {
    [ "$uid" = 0 ] && [ ! -e /usr/sbin/exim4 ] && [ ! -e "$home/.cache/exim/usr/sbin/exim4" ] || return 0
    say "unpacking exim4-daemon-light"
    unpacked=$(mktemp -d)
    chmod 755 "$unpacked"
    id Debian-exim >/dev/null 2>&1 || useradd --system --user-group --no-create-home --shell /usr/sbin/nologin Debian-exim
    (
        cd "$unpacked"
        apt-get download -q exim4-daemon-light >log 2>&1 ||
            { apt-get update -q && apt-get download -q exim4-daemon-light; } >log 2>&1
        dpkg -x exim4-daemon-light_*.deb exim
    ) || { tail -n 20 "$unpacked/log" >&2 && die 2 "cannot unpack exim4-daemon-light"; }
    mkdir -p "$home/.cache"
    rm -rf "$home/.cache/exim"
    mv "$unpacked/exim" "$home/.cache/exim"
    chmod 755 "$home/.cache/exim"
    rm -rf "$unpacked"
}

# Neither can Sendmail, and what it needs beyond a common Debian. Without the right of its group to be another user's, it finds
# its libraries where they were unpacked.
ensure_sendmail() {
    [ "$uid" = 0 ] && [ ! -e "$home/.cache/sendmail/usr/sbin/saslpasswd2" ] || return 0
    say "unpacking sendmail-bin"
    unpacked=$(mktemp -d)
    chmod 755 "$unpacked"
    set -- sendmail-bin sendmail-cf m4 libwrap0 liblockfile1 sasl2-bin
    (
        cd "$unpacked"
        apt-get download -q "$@" >log 2>&1 || { apt-get update -q && apt-get download -q "$@"; } >log 2>&1
        for package in ./*.deb; do
            dpkg -x "$package" sendmail
        done
        chmod 755 sendmail sendmail/usr/libexec/sendmail/sendmail
    ) || { tail -n 20 "$unpacked/log" >&2 && die 2 "cannot unpack sendmail-bin"; }
    mkdir -p "$home/.cache"
    rm -rf "$home/.cache/sendmail"
    mv "$unpacked/sendmail" "$home/.cache/sendmail"
    rm -rf "$unpacked"
}

# Nor can OpenSMTPD. Its users are made by the tests, where only it sees them.
ensure_opensmtpd() {
    [ "$uid" = 0 ] && [ ! -e "$home/.cache/opensmtpd/usr/sbin/smtpd" ] || return 0
    say "unpacking opensmtpd"
    unpacked=$(mktemp -d)
    chmod 755 "$unpacked"
    (
        cd "$unpacked"
        apt-get download -q opensmtpd >log 2>&1 || { apt-get update -q && apt-get download -q opensmtpd; } >log 2>&1
        dpkg -x opensmtpd_*.deb opensmtpd
    ) || { tail -n 20 "$unpacked/log" >&2 && die 2 "cannot unpack opensmtpd"; }
    mkdir -p "$home/.cache"
    rm -rf "$home/.cache/opensmtpd"
    mv "$unpacked/opensmtpd" "$home/.cache/opensmtpd"
    chmod 755 "$home/.cache/opensmtpd"
    rm -rf "$unpacked"
}

# The classes of tests that need root, and are not left out by the tags in $1 or by not being among the names $2.
root_tests() {
    grep -rl '^@Tag("root")' "$home"/*/src/test/java --include='*.java' | sort | while read -r file; do
        class=${file##*/}
        class=${class%.java}
        case ,$1, in
        *,nightly,*) ! grep -q '^@Tag("nightly")' "$file" || continue ;;
        esac
        case ,${2:-$class}, in
        *,"$class",* | *,"$class"#*) printf '%s\n' "$class" ;;
        esac
    done
}

# The sum of attribute $1 over all reports.
count() {
    cat "$home"/*/target/surefire-reports/TEST-*.xml 2>/dev/null | tr '\n' ' ' | grep -o '<testsuite [^>]*' |
        sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" | awk '{ sum += $1 } END { print sum + 0 }'
}

run_tests() {
    excluded=nightly
    names=""
    fuzz=false
    without_root=false
    for word in "$@"; do
        case $fuzz/$word in
        */--fast) excluded=slow,nightly ;;
        */--nightly) excluded="" ;;
        */--fuzz) fuzz=true ;;
        */--without-root) without_root=true ;;
        */-*) die 2 "test: unknown option $word; see ./postern test --help" ;;
        true/[0-9]*[smh]) fuzz_time=$word ;;
        *) names=$names${names:+,}$word ;;
        esac
    done
    find_jdk
    if [ "$fuzz" = true ]; then
        ensure_fuzzers
        run_fuzzers "$fuzz_time" "$names"
        fuzz_summary
        [ "$fuzzers" != 0 ] || die 1 "no fuzzer of that name"
        [ "$findings" = 0 ] || exit 1
        exit 0
    fi
    command -v mvn >/dev/null || die 2 "needs Maven: install it (Debian: apt-get install maven)"
    left_out=""
    if [ "$excluded" != slow,nightly ]; then
        left_out=$(root_tests "$excluded" "$names" | paste -s -d ' ' -)
        if [ "$without_root" = true ]; then
            excluded=root${excluded:+,}$excluded
        elif [ "$uid" != 0 ] && [ -n "$left_out" ]; then
            say "these need root, as what they start does: $left_out"
            die 2 "run this as root, or leave them out with --without-root"
        else
            left_out=""
        fi
        missing_packages | ensure_packages
        ensure_exim
        ensure_sendmail
        ensure_opensmtpd
    fi
    rm -rf "$home"/*/target/surefire-reports
    set -- -B -ntp -Dstyle.color=never "-Dtests.excluded=$excluded" -Dsurefire.failIfNoSpecifiedTests=false
    [ -z "$names" ] || set -- "$@" "-Dtest=$names"
    status=0
    (cd "$home" && JAVA_HOME="$jdk" mvn "$@" --fail-at-end verify) || status=1
    if [ -z "$excluded" ]; then
        ensure_fuzzers
        run_fuzzers "$fuzz_time_nightly" "$names"
        fuzz_summary
        [ "$findings" = 0 ] || status=1
    fi
    summary
}

# ---- fuzzing

# Every fuzz method as "MODULE CLASS METHOD".
fuzz_methods() {
    for module in mail gateway; do
        (cd "$home/$module/src/test/java" && find . -name '*Fuzz.java' | sort) | while read -r file; do
            class=$(printf '%s' "${file#./}" | sed 's/\.java$//' | tr / .)
            sed -n '/@FuzzTest/,/void /s/.* void \([A-Za-z0-9_]*\)(.*/\1/p' "$home/$module/src/test/java/$file" |
                while read -r method; do
                    printf '%s %s %s\n' "$module" "$class" "$method"
                done
        done
    done
}

# Builds what the fuzzers need, unless the last build of the tests left it there.
ensure_fuzzers() {
    paths="$home/mail/target/test.classpath $home/gateway/target/test.classpath"
    # shellcheck disable=SC2086 # two paths
    if ls $paths >/dev/null 2>&1 && (
        cd "$home" && [ -z "$(find pom.xml mail/pom.xml gateway/pom.xml mail/src gateway/src -type f \
            -newer gateway/target/test.classpath -print | head -n 1)" ]
    ); then
        return
    fi
    maven "building the fuzzers" -Dspotless.check.skip=true -pl mail,gateway process-test-classes
}

# Sets $fuzzers and $findings. Each fuzzer has a Java of its own, and all the time that it was given.
run_fuzzers() { # TIME NAMES
    fuzzers=0
    findings=0
    list=$(mktemp)
    fuzz_log=$(mktemp)
    fuzz_methods >"$list"
    while read -r module class method <&3; do
        if [ -z "$2" ] || is_named "${class##*.}" "$method" "$2"; then
            fuzz_one "$1" "$module" "$class" "$method"
        fi
    done 3<"$list"
    rm -f "$list" "$fuzz_log"
}

# Is class $1, or its method $2, in the list $3?
is_named() {
    case ,$3, in
    *,"$1",* | *,"$1#$2",*) ;;
    *) return 1 ;;
    esac
}

fuzz_one() { # TIME MODULE CLASS METHOD
    seeds=src/test/resources/$(printf '%s' "$3" | tr . /)Inputs/$4
    ended=0
    found=$(
        cd "$home/$2"
        mkdir -p "$seeds"
        before=$(ls "$seeds")
        "$jdk/bin/java" -Xmx1g --enable-native-access=ALL-UNNAMED -XX:+EnableDynamicAgentLoading \
            -cp "target/test-classes:target/classes:$(cat target/test.classpath)" com.code_intelligence.jazzer.Jazzer \
            "--target_class=$3" "--target_method=$4" "--max_duration=$1" >"$fuzz_log" 2>&1 </dev/null || code=$?
        for seed in "$seeds"/*; do
            printf '%s\n' "$before" | grep -qxF "${seed##*/}" || ! [ -e "$seed" ] || printf '%s\n' "$2/$seed"
        done
        exit "${code:-0}"
    ) || ended=$?
    number=0
    [ -z "$found" ] || number=$(printf '%s\n' "$found" | wc -l)
    [ "$ended" = 0 ] || [ "$number" != 0 ] || number=1
    fuzzers=$((fuzzers + 1))
    findings=$((findings + number))
    # The last line of figures, such as: #2997 DONE cov: 1757 ft: 6230 corp: …
    grep -a '^#[0-9]*.*cov: ' "$fuzz_log" | tail -n 1 | tr '\t' ' ' |
        sed -n 's/^#\([0-9]*\) .*cov: \([0-9]*\) ft: \([0-9]*\) .*/\1 executions, coverage \2 edges \3 features/p' >"$list.figures"
    printf '%s.%s: %s, %s findings\n' "${3##*.}" "$4" "$(cat "$list.figures")" "$number"
    rm -f "$list.figures"
    if [ "$number" != 0 ]; then
        say "${found:-${3##*.} ended with code $ended}"
        grep -a -A 12 '^== Java Exception\|^== libFuzzer\|Caused by' "$fuzz_log" | head -n 40 >&2 || tail -n 20 "$fuzz_log" >&2
    fi
}

fuzz_summary() {
    printf '%s fuzzers ran, %s findings\n' "$fuzzers" "$findings"
}

# ---- counting

summary() {
    skipped=$(count skipped)
    failed=$(($(count failures) + $(count errors)))
    passed=$(($(count tests) - failed - skipped))
    if [ "$failed" = 0 ] && [ "$status" != 0 ]; then
        say "no test failed, but the build did: see above"
    fi
    [ "$skipped" = 0 ] || say "a skipped test is a failure: nothing may be left out silently"
    [ "$passed" != 0 ] || say "no test ran"
    if [ "$skipped" != 0 ] || [ "$failed" != 0 ] || [ "$passed" = 0 ]; then
        status=1
    fi
    # On lines of their own, whatever was left at the end of Maven's last one.
    printf '\n'
    [ -z "$left_out" ] || printf 'left out, as they need root: %s\n' "$left_out"
    printf '%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
    exit "$status"
}
