# tests/cli/found.sh - sourced by stories: a register of seven things in
# ./register, entry numbers fixed, everything else fresh. Nothing is printed.
export CHANCERY_STORE=register XDG_STATE_HOME="$PWD/state"
found() {
	chancery init register --origin register.example/contacts \
		--title "en:Register of contacts" --title "fr:Registre" \
		--registrar "en:The Registrar" --registrar "fr:Le greffe" \
		--civil-zone Europe/Paris --home-state xa
	chancery file person --name "en:The Member" --name "fr:Le membre" \
		--state xa # p/3
	chancery file org --name "en:Office of the Member" --org-kind office \
		--state xa # o/5
	chancery file org --name "en:Embassy of State B" --org-kind mission \
		--state xb --mission embassy --receiving xa # o/7
	chancery file post --title "en:Ambassador" --title "fr:Ambassadeur" \
		--org o/7 --sent-by xb --accredited-to xa # post/9
	chancery file person --name "en:Anne Martin" --state xb # p/11
	chancery file person --name "en:Jean Martin" --state xb # p/13
	chancery file person --name "en:The Consul" --name "fr:Le consul" \
		--state xb # p/15
	chancery key new --name office.example/member --out office.key \
		--owner o/5 # e/17
	chancery key grant o/5 --role office --subject p/3 # e/19
	chancery file contact --kind call --with p/15 --on 2021-03-04 \
		--topic visas --summary "en:Visa processing times for students" \
		--key-file office.key # c/21
	chancery file contact --kind call --times 5 --with-post post/9 \
		--on "[2020..2022]" --basis reconstructed --topic consular \
		--summary "en:Five calls, reconstructed, days not recorded" \
		--key-file office.key # c/23
	chancery key export --out trust.txt
}
found >found.out 2>&1 || cat found.out
