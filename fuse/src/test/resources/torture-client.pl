# A program that changes files on request: one request a line, one answer a line. The answer is "ok" when the system
# said that it is done, "dead" when nobody serves the mount any more, and else the reason. Each request is one change.
use strict;
use warnings;
use Errno qw(ENOTCONN ECONNABORTED EIO);
use Fcntl qw(O_WRONLY O_CREAT O_EXCL);

$| = 1;

# Fields are separated by tabs; a content is a word repeated up to a length.
my %change = (
    create   => sub { my ($path) = @_; sysopen(my $file, $path, O_WRONLY | O_CREAT | O_EXCL) },
    write    => sub {
        my ($path, $offset, $length, $word) = @_;
        my $content = substr($word x ($length / length($word) + 1), 0, $length);
        sysopen(my $file, $path, O_WRONLY) or return 0;
        sysseek($file, $offset, 0) && (syswrite($file, $content) // -1) == $length;
    },
    truncate => sub { my ($path, $size) = @_; truncate($path, $size) },
    rename   => sub { my ($from, $to) = @_; rename($from, $to) },
    delete   => sub { my ($path) = @_; unlink($path) },
    mkdir    => sub { my ($path) = @_; mkdir($path) },
    rmdir    => sub { my ($path) = @_; rmdir($path) },
);

while (my $line = <STDIN>) {
    chomp $line;
    my ($kind, @fields) = split /\t/, $line;
    $! = 0;
    my $is_done = $change{$kind}->(@fields);
    print $is_done ? "ok" : is_dead($fields[0]) ? "dead" : "$kind: $!", "\n";
}

# Whether the last call failed because the daemon is dead. The kernel makes EIO of an answer that it can not take over
# from a process that is being killed; asked once more, it tells the truth.
sub is_dead {
    my ($path) = @_;
    my $reason = $! + 0;
    lstat($path) if $reason == EIO;
    my $is_gone = grep { $! == $_ } ENOTCONN, ECONNABORTED;
    $! = $reason;
    return $is_gone;
}
