# shellcheck shell=bash
# For fuse/bin/jpmxcfs in a checkout: installs what Debian lacks, builds when the sources are newer than the
# build, runs the tests. Uses root, app, die and find_java (java_home, java_version) of its caller.
# shellcheck disable=SC2154

# --- progress -----------------------------------------------------------------------------------

# Shows what a long command is doing: reads its output, keeps all of it in the file $1, and tells of the lines that
# the function $2 turns into text (in `shown`). On a terminal the text replaces itself, else each is a line.
show_progress() {
    local line shown last='' log=$1 pick=$2 start=$SECONDS width
    width=$(tput cols 2>/dev/null || echo 80)
    while IFS= read -r line; do
        printf '%s\n' "$line" >>"$log"
        shown=
        "$pick" "$line"
        [[ -n $shown && $shown != "$last" ]] || continue
        last=$shown
        if [[ -t 2 ]]; then
            printf '\r\033[K%.*s' "$((width - 1))" "  $shown ($((SECONDS - start)) s)" >&2
        else
            printf '  %s\n' "$shown" >&2
        fi
    done
    [[ -t 2 ]] && printf '\r\033[K' >&2
    return 0
}

say() {
    printf 'jpmxcfs: %s\n' "$1" >&2
}

# --- packages -----------------------------------------------------------------------------------

pick_apt_line() {
    case $1 in
        Get:*) shown='downloading packages' ;;
        Unpacking*) shown='unpacking packages' ;;
        'Setting up'*) shown='setting up packages' ;;
    esac
}

# The first of these package names that the release has; the JDK and libfuse 2 are called differently on 12 and 13.
first_available() {
    local name names
    for name in "$@"; do
        if [[ -n $(apt-cache madison "$name" 2>/dev/null) ]]; then
            printf '%s' "$name"
            return
        fi
    done
    names=$(printf ' or %s' "$@")
    die "apt-get knows no package ${names# or }: install it by hand and try again"
}

# Installs packages with apt-get. Each argument is "why|NAME|OTHER NAME...": the first name that there is.
install_packages() {
    local want names name log list=()
    if ((EUID != 0)) || ! command -v apt-get >/dev/null; then
        for want in "$@"; do
            IFS='|' read -r -a names <<<"$want"
            list+=("${names[1]} (${names[0]})")
        done
        want=$(printf ', %s' "${list[@]}")
        die "missing: ${want:2}. Run this once as root on Debian, or install it by hand"
    fi
    log=$(mktemp /tmp/jpmxcfs-apt.XXXXXX)
    say "looking for packages"
    apt-get update >"$log" 2>&1 || say "apt-get update failed ($(tail -n 1 "$log")); going on with what is known"
    local packages=()
    for want in "$@"; do
        IFS='|' read -r -a names <<<"$want"
        name=$(first_available "${names[@]:1}") || exit
        packages+=("$name")
        list+=("$name (${names[0]})")
    done
    say "installing with apt-get what is missing here:"
    printf '  %s\n' "${list[@]}" >&2
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${packages[@]}" 2>&1 </dev/null |
        show_progress "$log" pick_apt_line ||
        die "apt-get install failed: $(grep -m 1 '^E:' "$log" || tail -n 1 "$log"); all of its output is in $log"
    rm -f "$log"
}

# Whether the dynamic linker knows the library with this soname.
has_library() {
    [[ $(PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null) == *"$1"* ]]
}

# Installs what the command in the arguments needs and the machine lacks.
install_missing() {
    local missing=()
    find_java javac || missing+=('to build and run|openjdk-17-jdk-headless|openjdk-21-jdk-headless|default-jdk-headless')
    command -v mvn >/dev/null || missing+=('to build|maven')
    if [[ ${1:-} == mount || ${1:-} == test ]]; then
        has_library libfuse.so.2 || missing+=('to mount|libfuse2t64|libfuse2')
    fi
    if [[ ${1:-} == test ]]; then
        command -v git >/dev/null || missing+=('tests of the history as git|git')
        command -v sqlite3 >/dev/null || missing+=('tests read the database with it|sqlite3')
        command -v python3 >/dev/null || missing+=('tests of the mount|python3')
        command -v patch >/dev/null || missing+=('tests of differences|patch')
        # Bash has a kill of its own, other programs do not.
        type -P kill >/dev/null || missing+=('tests that stop a process|procps')
        command -v mkfs.ext4 >/dev/null || missing+=('tests of full disks|e2fsprogs')
        command -v mkfs.xfs >/dev/null || missing+=('tests of power cuts|xfsprogs')
        has_library libqb.so.100 || missing+=('tests of the IPC service|libqb100')
        has_library librrd.so.8 || missing+=('tests of the archive of samples|librrd8t64|librrd8')
        command -v rrdtool >/dev/null || missing+=('tests of the archive of samples|rrdtool')
        command -v rrdcached >/dev/null || missing+=('tests of the archive of samples|rrdcached')
        command -v systemd-analyze >/dev/null || missing+=('tests of the service|systemd')
        command -v systemd-nspawn >/dev/null || missing+=('tests of the package|systemd-container')
        command -v debootstrap >/dev/null || missing+=('tests of the package|debootstrap')
        command -v nsenter >/dev/null || missing+=('tests of the package|util-linux')
        command -v ip >/dev/null || missing+=('tests of a cluster|iproute2')
        command -v nft >/dev/null || missing+=('tests of a cluster|nftables')
        type -P corosync >/dev/null || missing+=('tests of the Corosync engine|corosync')
    fi
    ((${#missing[@]} == 0)) || install_packages "${missing[@]}"
}

# --- the build ----------------------------------------------------------------------------------

# Prints a digest over the content of all that the application is made of. Dates say nothing: a copy of a checkout has
# new ones, and a file that is put back may have an old one.
sources_digest() {
    (cd "$root" && find pom.xml {log,materializer,transport,fuse}/{pom.xml,src/main} fuse/src/build -type f -print0 |
        LC_ALL=C sort -z | xargs -0 sha1sum | sha1sum)
}

build_is_old() {
    local built=
    [[ -f $app/built ]] || return 0
    read -r built <"$app/built" || true
    sources=$(sources_digest)
    [[ $built != "${sources%% *}" ]]
}

pick_maven_line() {
    if [[ $1 =~ ^\[INFO\]\ Building\ jpmxcfs\ ?(.*)\ [0-9][^\ ]*\ +\[([0-9]+)/([0-9]+)\] ]]; then
        module=${BASH_REMATCH[1]:-project}
        step="building ${module} (${BASH_REMATCH[2]} of ${BASH_REMATCH[3]})"
        shown=$step
    elif [[ $1 == *Downloaded\ from* ]]; then
        downloads=$((${downloads:-0} + 1))
        [[ ! $1 =~ \(([0-9.]+)\ MB ]] || megabytes=$((${megabytes:-0} + ${BASH_REMATCH[1]%.*}))
        # Some hundred files with an empty repository. A line for each would bury what matters where nothing is erased.
        if [[ -t 2 ]] || ((downloads % 50 == 0)); then
            shown="${step:-building}: $downloads of at most 450 files downloaded, ${megabytes:-0} of 70 MB"
        fi
    fi
}

# The first lines in which Maven says what is wrong, without its advice.
maven_errors() {
    grep -m 12 '^\[ERROR\]' "$1" | grep -v -e 'Help 1' -e 'Re-run Maven' -e 'To see the full' -e '^\[ERROR\] *$' >&2 || true
}

run_maven() {
    (cd "$root" && JAVA_HOME=$java_home mvn -B "$@" 2>&1 </dev/null)
}

build() {
    local log=$root/target/build.log sources begin=$SECONDS
    if ! mkdir -p "$root/target" "$app" 2>/dev/null || [[ ! -w $app || ! -w $root/target ]]; then
        die "the sources are newer than the build and $root cannot be written: run this once as its owner or root"
    fi
    exec {lock}<"$root/pom.xml"
    flock -w 900 "$lock" || die "another build is still running after 15 minutes: wait for it or end it"
    if build_is_old; then
        : >"$log"
        sources=$(sources_digest)
        say "building with Maven and Java $java_version, once for each state of the sources (Maven downloads what it lacks)"
        run_maven package -Dapplication -pl fuse -am | show_progress "$log" pick_maven_line || {
            maven_errors "$log"
            die "the build failed; all of its output is in $log"
        }
        printf '%s\n' "${sources%% *}" >"$app/built"
        say "built in $((SECONDS - begin)) s"
    fi
    exec {lock}<&-
}

prepare() {
    install_missing "$@"
    find_java javac || die "no Java 17 or newer was found after the installation: set JAVA_HOME"
    [[ ${1:-} == test ]] || ! build_is_old || build
}

# --- the tests ----------------------------------------------------------------------------------

pick_test_line() {
    pick_maven_line "$1"
    shown=${shown/building/testing}
}

# The help of a command that the launcher carries out, without Java or anything else that may be missing here.
test_help() {
    sed -n '/^\$ jpmxcfs test --help$/,/^-> 0$/{//!p}' "$root/fuse/src/test/resources/golden/help.txt"
}

# Runs everything that `mvn verify` runs, with further arguments for Maven. A test that fails ends neither its module
# nor those behind it.
run_tests() {
    local log=$root/target/test.log status=0
    mkdir -p "$root/target" && : >"$log"
    ((EUID == 0)) || say "not root: the tests that mount a file system cannot run"
    say "running all tests with Maven and Java $java_version; the whole output goes to $log"
    run_maven verify --fail-at-end -Dmaven.test.failure.ignore=true "$@" | show_tests "$log" || status=$?
    summarize_tests "$log" "$status"
}

# Prints Surefire's lines as they come, and where Maven is.
show_tests() {
    local line
    while IFS= read -r line; do
        printf '%s\n' "$line" >>"$1"
        case $line in
            *'Building jpmxcfs'* | *'Tests run:'* | '[ERROR]'* | *BENCH*) printf '%s\n' "$line" ;;
        esac
    done
}

# Says how it ended; fails where a test failed, or where Maven did with the status $2.
summarize_tests() {
    local line run=0 failed=0 skipped=0 names=() absent=()
    while IFS= read -r line; do
        if [[ $line =~ Tests\ run:\ ([0-9]+),\ Failures:\ ([0-9]+),\ Errors:\ ([0-9]+),\ Skipped:\ ([0-9]+)$ ]]; then
            run=$((run + BASH_REMATCH[1]))
            failed=$((failed + BASH_REMATCH[2] + BASH_REMATCH[3]))
            skipped=$((skipped + BASH_REMATCH[4]))
        elif [[ $line =~ ^\[(ERROR|WARNING)\]\ Tests\ run:.*Skipped:\ [1-9].*\ (in|--\ in)\ (.+)$ ]]; then
            absent+=("tests of ${BASH_REMATCH[3]##*.}")
        elif [[ $line =~ ^\[ERROR\]\ +([A-Za-z]+(Test|IT)[^ ]*) ]]; then
            names+=("${BASH_REMATCH[1]}")
        elif [[ $line =~ ^\[INFO\]\ (jpmxcfs.*[a-z])\ \.+\ SKIPPED ]]; then
            absent+=("the module ${BASH_REMATCH[1]}")
        fi
    done <"$1"
    ((${#absent[@]} == 0)) || say "did not run, or not wholly:$(printf ' %s,' "${absent[@]}" | sed 's/,$//')"
    if ((failed == 0 && $2 == 0)); then
        say "all $run tests passed ($skipped skipped) in $SECONDS s"
        return 0
    fi
    say "FAILED after $SECONDS s: $failed of $run tests; the whole output is in $1"
    ((${#names[@]} == 0)) || printf '  %s\n' "${names[@]}" | sort -u >&2
    (($2 == 0)) || say "Maven itself failed with status $2: the first lines that begin with [ERROR] say why"
    return 1
}
