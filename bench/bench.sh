# shellcheck shell=sh disable=SC2154 # read by ../postern, which sets $home and $uid
# ./postern bench: measures Postern beside other mail servers on this machine.

# Are the classes there, and is no source newer?
bench_is_built() {
    class=$home/bench/target/classes/org/postern/bench/Compare.class
    [ -f "$class" ] && [ -z "$(find "$home/bench/pom.xml" "$home/bench/src/main" -newer "$class" -print | head -n 1)" ]
}

# The peers, and what they are there for.
bench_needs() {
    cat <<'END'
/usr/sbin/postfix postfix the plain relay that Postern is compared with
/usr/sbin/smtp-sink postfix the next hop of both
/usr/sbin/smtp-source postfix the client of both
/usr/bin/setpriv util-linux leaves root behind
END
}

run_bench() {
    bench_needs | while read -r file package why; do
        [ -e "$file" ] || printf '%s %s\n' "$package" "$why"
    done | ensure_packages
    [ "$uid" != 0 ] || ensure_user
    find_jdk
    ensure_built
    if ! bench_is_built; then
        maven "building the benchmarks" -DskipTests -Dspotless.check.skip=true -pl bench -am package
        touch "$class"
        ensure_built
    fi
    list_jars
    cd "$home" || exit
    exec "$jdk/bin/java" --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -Xmx512m \
        -Dpostern.home="$home" -cp "$home/bench/target/classes:$class_path" org.postern.bench.Compare "$@"
}
