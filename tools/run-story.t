# a story about the runner itself
## mask [0-9]{4}-[0-9]{2}-[0-9]{2} DATE
$ echo hello; date +%F
hello
<DATE>

# second
$ printf 'a\n\nb\n\n'
a

b
\
$ printf 'no end'
no end
\c
$ printf '# mark\n$ x\n[3]\n> y\n\\z\n'
\# mark
\$ x
\[3]
\> y
\\z
$ pwd; cd /; false
<TMP>
[1]
$ printf 'tab\tx\001\xff\n'; (exit 7)
\e tab\x09x\x01\xff
[7]
$ cat <<'EOF' |
> two
> EOF
> tr a-z A-Z
TWO

$ X=5
$ echo $X é; echo err >&2
5 é
err
