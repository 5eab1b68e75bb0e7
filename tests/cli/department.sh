# tests/cli/department.sh - sourced by stories after found.sh: a department with
# a key, a grant, and seal keys for it, the office and the registrar. Nothing is
# printed.
department() {
	chancery file org --name "en:The Department" \
		--name "fr:Le ministère" --org-kind ministry --state xa # o/25
	chancery key new --name department.example/desk --out department.key \
		--owner o/25 # e/27
	chancery key grant o/25 --role department # e/29
	chancery key new --purpose seal --owner o/25 --out seal.key # e/31
	chancery key new --purpose seal --owner o/5 --out office.seal # e/33
	chancery key new --purpose seal --owner o/1 --out registrar.seal # e/35
}
department >department.out 2>&1 || cat department.out
