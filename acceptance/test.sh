# shellcheck shell=sh disable=SC2154 # read by ../postern, which sets $home and $uid
# ./postern test: sets up what the tests need, runs them, and counts. Nothing is ever skipped silently.

# What the tests need beside a JDK and Maven: a file that shows it is there, the Debian package, what for.
test_needs() {
    cat <<'END'
/usr/bin/swaks swaks a client of strangers sends the first message
/usr/bin/strace strace what is forced to disk before a 250, and what is executed
/usr/bin/ss iproute2 the listeners the kernel knows, against those that were declared
/usr/bin/unshare util-linux starts PostgreSQL in tests that run as root
/usr/bin/setpriv util-linux leaves root behind
/usr/bin/openssl openssl a client of strangers speaks TLS
/usr/lib/postgresql/*/bin/initdb postgresql the schema on a PostgreSQL that is not ours
END
}

test_help() {
    cat <<'END'
Usage: ./postern test [--fast|--nightly] [NAME…]

Run the tests and set up what they need: as root it installs the Debian packages, otherwise it names what is missing.

      NAME…       only these test classes, such as ReplyTest
      --fast      only tests that need no database and no network
      --nightly   all tests, long fuzzing and endurance too
  -h, --help      say this

Exit codes: 0 all passed; 1 a test failed or was skipped, or none ran; 2 something is missing
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

# The sum of attribute $1 over all reports.
count() {
    cat "$home"/*/target/surefire-reports/TEST-*.xml 2>/dev/null | tr '\n' ' ' | grep -o '<testsuite [^>]*' |
        sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p" | awk '{ sum += $1 } END { print sum + 0 }'
}

run_tests() {
    excluded=nightly
    names=""
    for word in "$@"; do
        case $word in
        --fast) excluded=slow,nightly ;;
        --nightly) excluded="" ;;
        -*) die 2 "test: unknown option $word; see ./postern test --help" ;;
        *) names=$names${names:+,}$word ;;
        esac
    done
    command -v mvn >/dev/null || die 2 "needs Maven: install it (Debian: apt-get install maven)"
    find_jdk
    [ "$excluded" = slow,nightly ] || missing_packages | ensure_packages
    rm -rf "$home"/*/target/surefire-reports
    set -- -B -ntp -Dstyle.color=never "-Dtests.excluded=$excluded" -Dsurefire.failIfNoSpecifiedTests=false
    [ -z "$names" ] || set -- "$@" "-Dtest=$names"
    status=0
    (cd "$home" && JAVA_HOME="$jdk" mvn "$@" --fail-at-end verify) || status=1
    summary
}

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
    # On a line of its own, whatever was left at the end of Maven's last one.
    printf '\n%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
    exit "$status"
}
