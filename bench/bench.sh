# shellcheck shell=sh disable=SC2154 # read by ../postern, which sets $home and $uid
# ./postern bench: measures Postern beside other mail servers on this machine.

# The peers, and what they are there for.
bench_needs() {
    cat <<'END'
/usr/sbin/postfix postfix the plain relay that Postern is compared with
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
    maven "building the benchmarks" -DskipTests -Dspotless.check.skip=true -pl bench -am package
    ensure_built
    list_jars
    cd "$home" || exit
    exec "$jdk/bin/java" --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -Xmx512m \
        -Dpostern.home="$home" -cp "$home/bench/target/classes:$class_path" org.postern.bench.Compare "$@"
}
