/* Codes of bodies to words of people (faces/words.h) */
#include "faces/words.h"

struct code_word {
	const char *code, *words;
};

static const struct code_word of_type[] = {
    {"policy",     N_("rules of the register")},
    {"key",        N_("key")},
    {"grant",      N_("grant of a right")},
    {"person",     N_("person")},
    {"org",        N_("organisation")},
    {"post",       N_("post")},
    {"tenure",     N_("tenure")},
    {"contact",    N_("contact")},
    {"note",       N_("note")},
    {"receipt",    N_("receipt")},
    {"document",   N_("document")},
    {"statement",  N_("statement")},
    {"link",       N_("link")},
    {"same",       N_("judgement of identity")},
    {"annul",      N_("annulment")},
    {"open",       N_("opening of what was sealed")},
    {"erase",      N_("erasure")},
    {"complete",   N_("declaration of completeness")},
    {"duty",       N_("duty")},
    {"index-root", N_("index root")},
    {"unknown",    N_("entry of a type not understood")},
};

static const struct code_word of_kind[] = {
    {"call",    N_("call")},
    {"video",   N_("video call")},
    {"meeting", N_("meeting")},
    {"event",   N_("event")},
    {"letter",  N_("letter")},
    {"email",   N_("email")},
    {"message", N_("message")},
    {"travel",  N_("journey")},
    {"gift",    N_("gift")},
    {"other",   N_("other contact")},
    {"unknown", N_("kind unknown")},
    {"sealed",  N_("kind sealed")},
};

static const struct code_word of_status[] = {
    {"proposed",  N_("proposed")},
    {"arranged",  N_("arranged")},
    {"held",      N_("took place")},
    {"cancelled", N_("cancelled")},
    {"declined",  N_("declined")},
};

static const struct code_word of_side[] = {
    {"home",    N_("the home side")},
    {"foreign", N_("the foreign side")},
    {"third",   N_("a third side")},
    {"unknown", N_("not known")},
};

static const struct code_word of_role[] = {
    {"principal",    N_("in the conversation itself")},
    {"staff",        N_("member of staff")},
    {"interpreter",  N_("as interpreter")},
    {"intermediary", N_("as intermediary")},
    {"note-taker",   N_("taking notes")},
    {"present",      N_("in attendance")},
};

static const struct code_word of_basis[] = {
    {"own-record",      N_("own record")},
    {"phone-log",       N_("log of a telephone")},
    {"phone-bill",      N_("bill of a telephone")},
    {"calendar",        N_("calendar entry")},
    {"recollection",    N_("from memory")},
    {"reconstructed",   N_("put together afterwards")},
    {"department-note", N_("note of a department")},
    {"document",        N_("taken from a document")},
    {"import",          N_("taken over from another data set")},
};

static const struct code_word of_tier[] = {
    {"public",   N_("in public")},
    {"delayed",  N_("public later")},
    {"sealed",   N_("under seal")},
    {"withheld", N_("withheld with a ground")},
};

static const struct code_word of_org[] = {
    {"state",            N_("state as such")},
    {"ministry",         N_("ministry of a government")},
    {"department",       N_("department of state")},
    {"mission",          N_("diplomatic mission")},
    {"parliament",       N_("assembly of a parliament")},
    {"committee",        N_("committee of a parliament")},
    {"friendship-group", N_("friendship group")},
    {"party",            N_("political party")},
    {"office",           N_("office of a member or minister")},
    {"registrar",        N_("keeper of the register")},
    {"company",          N_("business")},
    {"media",            N_("publisher or broadcaster")},
    {"court",            N_("court of law")},
    {"commission",       N_("commission of inquiry")},
    {"service",          N_("public service")},
    {"association",      N_("association of members")},
    {"other",            N_("another body")},
};

static const struct code_word of_mission[] = {
    {"embassy",               N_("an embassy")},
    {"consulate-general",     N_("consulate general")},
    {"consulate",             N_("a consulate")},
    {"permanent-mission",     N_("permanent mission")},
    {"representative-office", N_("representative office")},
    {"de-facto",              N_("mission in fact, without the name")},
    {"honorary",              N_("honorary consulate")},
    {"other",                 N_("another mission")},
};

static const struct code_word of_grant[] = {
    {"office",     N_("to file for an official")},
    {"department", N_("to receive notes")},
    {"authority",  N_("to order as a court or commission")},
    {"importer",   N_("to bring in data sets")},
    {"registrar",  N_("to keep the register")},
    {"delegate",   N_("to sign for a body")},
};

static const struct code_word of_state_of[] = {
    {"active",  N_("in force")},
    {"revoked", N_("taken back")},
};

static const struct code_word of_outcome[] = {
    {"received",     N_("came in")},
    {"acknowledged", N_("acknowledged by the department")},
    {"returned",     N_("sent back with a question")},
    {"not-for-us",   N_("sent back: not for this department")},
};

static const struct code_word of_saw[] = {
    {"ciphertext-only",    N_("the sealed file, unopened")},
    {"plaintext-read",     N_("the words of the note")},
    {"plaintext-compared", N_("the words, and that they are those committed to")},
};

static const struct code_word of_document[] = {
    {"press",         N_("press article")},
    {"filing",        N_("court filing")},
    {"transcript",    N_("verbatim record")},
    {"memo",          N_("internal memo")},
    {"decision",      N_("ruling of a court or authority")},
    {"report",        N_("published report")},
    {"letter",        N_("a letter")},
    {"press-release", N_("press release")},
    {"statement",     N_("published statement")},
    {"proceeding",    N_("case before a court")},
    {"web",           N_("page of the web")},
    {"other",         N_("another paper")},
};

static const struct code_word of_proceeding[] = {
    {"pending",      N_("not decided yet")},
    {"final",        N_("decided for good")},
    {"under-appeal", N_("appealed")},
    {"settled",      N_("settled between the parties")},
    {"set-aside",    N_("set aside")},
    {"unknown",      N_("standing not known")},
};

static const struct code_word of_act[] = {
    {"records",          N_("records")},
    {"acknowledges",     N_("acknowledges")},
    {"states",           N_("states")},
    {"testifies",        N_("testifies")},
    {"denies",           N_("denies")},
    {"contends",         N_("contends")},
    {"characterises",    N_("characterises")},
    {"alleges",          N_("alleges")},
    {"assesses",         N_("assesses")},
    {"finds",            N_("finds")},
    {"orders",           N_("orders")},
    {"corrects",         N_("corrects")},
    {"clarifies",        N_("clarifies")},
    {"retracts",         N_("retracts")},
    {"reports",          N_("reports")},
    {"asks",             N_("asks")},
    {"declines",         N_("declines")},
    {"quotes",           N_("quotes")},
    {"cites",            N_("cites")},
    {"adopts",           N_("adopts")},
    {"leaves_undecided", N_("leaves undecided")},
};

static const struct code_word of_circumstance[] = {
    {"oath",      N_("under oath")},
    {"summons",   N_("under a summons")},
    {"privilege", N_("under privilege")},
    {"interview", N_("in an interview")},
    {"leak",      N_("from a leak")},
    {"in-camera", N_("behind closed doors")},
};

static const struct code_word of_confidence[] = {
    {"low",      N_("low confidence")},
    {"moderate", N_("moderate confidence")},
    {"high",     N_("high confidence")},
    {"unstated", N_("confidence not stated")},
};

static const struct code_word of_relation[] = {
    {"speaks-of",  N_("the statement speaks of these contacts")},
    {"in-tension", N_("in tension, as a person judges")},
};

static const struct code_word of_judgement[] = {
    {"same",      N_("one and the same")},
    {"different", N_("two different ones")},
    {"unsure",    N_("not decided whether the same")},
};

static const struct code_word of_same_basis[] = {
    {"identifier",      N_("an identifier they share")},
    {"name-and-office", N_("name and post agree")},
    {"document",        N_("a document shows it")},
    {"own-word",        N_("their own word")},
    {"other",           N_("another ground")},
};

static const struct code_word of_annul[] = {
    {"error",     N_("filed in error")},
    {"duplicate", N_("filed twice")},
    {"split",     N_("itemised elsewhere")},
    {"order",     N_("by order of an authority")},
};

static const struct code_word of_open_ground[] = {
    {"released",   N_("released by the office")},
    {"consent",    N_("with consent of those named")},
    {"delay-over", N_("the delay is over")},
    {"order",      N_("by order of an authority")},
};

static const struct code_word of_erase_ground[] = {
    {"order",           N_("by order of an authority")},
    {"data-protection", N_("protection of personal data")},
    {"third-party",     N_("to protect a third party")},
    {"safety",          N_("for the safety of a person")},
    {"filed-in-error",  N_("filed in error")},
};

static const struct code_word of_form[] = {
    {"declaration", N_("declaration of its own")},
    {"return",      N_("periodic return")},
};

static const struct code_word of_event[] = {
    {"contact",      N_("each contact")},
    {"note",         N_("each note")},
    {"change",       N_("a change in what was filed")},
    {"registration", N_("registration of an activity")},
    {"return",       N_("the return of a period")},
    {"material",     N_("material handed over")},
};

static const struct code_word of_base[] = {
    {"event",          N_("the day itself")},
    {"month-end",      N_("the end of the month")},
    {"four-month-end", N_("the end of April, August or December")},
    {"quarter-end",    N_("the end of the quarter")},
    {"half-year-end",  N_("the end of the half-year")},
    {"year-end",       N_("the end of the year")},
};

static const struct code_word of_amendment[] = {
    {"correction", N_("corrected")},
    {"completion", N_("completed")},
    {"progress",   N_("carried on")},
    {"split",      N_("itemised")},
    {"opened",     N_("made public")},
    {"revocation", N_("taken back")},
    {"order",      N_("by order of an authority")},
};

static const struct code_word of_direction[] = {
    {"given",    N_("given to the other side")},
    {"received", N_("received from the other side")},
};

static const struct code_word of_disposition[] = {
    {"retained",           N_("kept by the official")},
    {"returned",           N_("given back")},
    {"held-by-department", N_("kept by the department")},
    {"purchased",          N_("bought by the official")},
    {"destroyed",          N_("done away with")},
    {"unknown",            N_("what became of it is not known")},
};

static const struct code_word of_value_class[] = {
    {"exact",       N_("exactly")},
    {"estimated",   N_("as estimated")},
    {"above-limit", N_("above the limit")},
    {"unknown",     N_("worth not known")},
};

static const struct code_word of_floor[] = {
    {"month",     N_("month by month")},
    {"quarter",   N_("quarter by quarter")},
    {"half-year", N_("half-year by half-year")},
    {"year",      N_("year by year")},
};

static const struct code_word of_alg[] = {
    {"ed25519",    N_("signs entries")},
    {"age-x25519", N_("opens sealed notes")},
};

static const struct code_word of_right[] = {
    {"draft",     N_("prepare drafts")},
    {"file",      N_("file contacts and notes")},
    {"amend",     N_("correct what was filed")},
    {"annul",     N_("withdraw what was filed")},
    {"declare",   N_("declare records complete")},
    {"seal",      N_("seal notes")},
    {"delegate",  N_("act for somebody else")},
    {"ack",       N_("acknowledge notes")},
    {"open",      N_("open what is sealed")},
    {"disclose",  N_("hand over under an order")},
    {"summon",    N_("file an order")},
    {"registrar", N_("keep the register")},
    {"operator",  N_("run the server")},
    {"erase",     N_("erase under an order")},
};

#define FAMILY(table) {(table), COUNT(table)}

static const struct {
	const struct code_word *at;
	size_t count;
} families[CODE_FAMILY_COUNT] = {
    [CODE_TYPE] = FAMILY(of_type),
    [CODE_KIND] = FAMILY(of_kind),
    [CODE_STATUS] = FAMILY(of_status),
    [CODE_SIDE] = FAMILY(of_side),
    [CODE_ROLE] = FAMILY(of_role),
    [CODE_BASIS] = FAMILY(of_basis),
    [CODE_TIER] = FAMILY(of_tier),
    [CODE_ORG] = FAMILY(of_org),
    [CODE_MISSION] = FAMILY(of_mission),
    [CODE_GRANT] = FAMILY(of_grant),
    [CODE_STATE_OF] = FAMILY(of_state_of),
    [CODE_OUTCOME] = FAMILY(of_outcome),
    [CODE_SAW] = FAMILY(of_saw),
    [CODE_DOCUMENT] = FAMILY(of_document),
    [CODE_PROCEEDING] = FAMILY(of_proceeding),
    [CODE_ACT] = FAMILY(of_act),
    [CODE_CIRCUMSTANCE] = FAMILY(of_circumstance),
    [CODE_CONFIDENCE] = FAMILY(of_confidence),
    [CODE_RELATION] = FAMILY(of_relation),
    [CODE_JUDGEMENT] = FAMILY(of_judgement),
    [CODE_SAME_BASIS] = FAMILY(of_same_basis),
    [CODE_ANNUL] = FAMILY(of_annul),
    [CODE_OPEN_GROUND] = FAMILY(of_open_ground),
    [CODE_ERASE_GROUND] = FAMILY(of_erase_ground),
    [CODE_FORM] = FAMILY(of_form),
    [CODE_EVENT] = FAMILY(of_event),
    [CODE_BASE] = FAMILY(of_base),
    [CODE_AMENDMENT] = FAMILY(of_amendment),
    [CODE_DIRECTION] = FAMILY(of_direction),
    [CODE_DISPOSITION] = FAMILY(of_disposition),
    [CODE_VALUE_CLASS] = FAMILY(of_value_class),
    [CODE_FLOOR] = FAMILY(of_floor),
    [CODE_ALG] = FAMILY(of_alg),
    [CODE_RIGHT] = FAMILY(of_right),
};

const char *
code_words(enum code_family family, struct bytes code, enum lang lang)
{
	if (code.len == 0)
		return "";
	for (size_t i = 0; i < families[family].count; i++)
		if (bytes_is(code, families[family].at[i].code))
			return message_in(lang, families[family].at[i].words);
	return message_in(lang, N_("not known"));
}

const char *
code_at(enum code_family family, size_t i)
{
	return i < families[family].count ? families[family].at[i].code : NULL;
}

/* ---- headings ---- */

static const struct code_word labels[] = {
    {"kind",             N_("Kind")},
    {"status",           N_("Status")},
    {"times",            N_("Stands for")},
    {"subject",          N_("Official")},
    {"of",               N_("Official")},
    {"with",             N_("Counterpart")},
    {"present",          N_("Also present")},
    {"when",             N_("When")},
    {"initiated_by",     N_("Initiated by")},
    {"arranged_by",      N_("Arranged by")},
    {"minutes",          N_("Length")},
    {"country",          N_("Country")},
    {"place",            N_("Place")},
    {"language",         N_("Language")},
    {"topics",           N_("Topics")},
    {"laws",             N_("Laws concerned")},
    {"summary",          N_("Summary")},
    {"sought",           N_("Outcome sought")},
    {"occasion",         N_("Occasion")},
    {"channel",          N_("Channel")},
    {"materials",        N_("Materials")},
    {"gift",             N_("Gift")},
    {"travel",           N_("Travel")},
    {"description",      N_("Description")},
    {"destination",      N_("Destination")},
    {"purpose",          N_("Purpose")},
    {"paid_by",          N_("Paid by")},
    {"basis",            N_("Basis of the record")},
    {"source_document",  N_("Source document")},
    {"source_statement", N_("Source statement")},
    {"origin",           N_("Imported from")},
    {"visibility",       N_("Visibility")},
    {"part_of",          N_("Taken out of the tally")},
    {"part_of_document", N_("Part of the document")},
    {"remark",           N_("Remark")},
    {"via_words",        N_("Words of the chain")},
    {"origin_key",       N_("Key of the import")},
    {"counter_of",       N_("Counter-record of")},
    {"filed_by",         N_("Filed by")},
    {"filed_at",         N_("Filed on")},
    {"reason",           N_("Reason")},
    {"amendment",        N_("This version")},
    {"evidence",         N_("Evidence")},
    {"late",             N_("Timeliness")},
    {"described",        N_("Described in words")},
    {"others",           N_("Others")},
    {"foreign",          N_("Counterpart")},
    {"particulars",      N_("Particulars")},
    {"arranging",        N_("Arrangements")},
    {"detail",           N_("Details")},
    {"time",             N_("Time")},
    {"names",            N_("Names")},
    {"name",             N_("Name")},
    {"identifiers",      N_("Identifiers")},
    {"note",             N_("Note")},
    {"states",           N_("States")},
    {"state",            N_("State")},
    {"mission",          N_("Mission")},
    {"receiving",        N_("Received by")},
    {"parent",           N_("Part of")},
    {"exists",           N_("Exists")},
    {"title",            N_("Title")},
    {"org",              N_("Organisation")},
    {"accredited_to",    N_("Accredited to")},
    {"sent_by",          N_("Sent by")},
    {"seat",             N_("Seat")},
    {"person",           N_("Person")},
    {"post",             N_("Post")},
    {"acting",           N_("Acting")},
    {"contacts",         N_("Contacts")},
    {"addressed_to",     N_("Addressed to")},
    {"made",             N_("Made")},
    {"lang",             N_("Language of the words")},
    {"author",           N_("Author")},
    {"blob",             N_("Sealed file")},
    {"text",             N_("Text")},
    {"plain",            N_("The file as committed")},
    {"note_of",          N_("Note")},
    {"note_version",     N_("Version of the note")},
    {"outcome",          N_("Outcome")},
    {"received",         N_("Received on")},
    {"saw",              N_("What was seen")},
    {"reference",        N_("Reference of the department")},
    {"question",         N_("Question")},
    {"authors",          N_("Authors")},
    {"publisher",        N_("Publisher")},
    {"issued",           N_("Issued")},
    {"pages",            N_("Pages")},
    {"bytes",            N_("File")},
    {"extract",          N_("Extracted text")},
    {"captured",         N_("Captured")},
    {"custody",          N_("Custody")},
    {"proceeding",       N_("Proceeding")},
    {"court",            N_("Court")},
    {"standing",         N_("Standing")},
    {"url",              N_("Address on the web")},
    {"number",           N_("Number")},
    {"act",              N_("Act")},
    {"speaker",          N_("Speaker")},
    {"document",         N_("Document")},
    {"select",           N_("Where in the document")},
    {"said",             N_("Said")},
    {"words",            N_("Words")},
    {"worded",           N_("Words in full")},
    {"hedges",           N_("Hedge")},
    {"claims",           N_("Claims")},
    {"about",            N_("About")},
    {"reply_to",         N_("In reply to")},
    {"via",              N_("Chain")},
    {"circumstances",    N_("Circumstances")},
    {"confidence",       N_("Confidence")},
    {"finding",          N_("Standing of the finding")},
    {"beside",           N_("Beside it")},
    {"relation",         N_("Relation")},
    {"statement",        N_("Statement")},
    {"statements",       N_("Other statements")},
    {"a",                N_("The one")},
    {"b",                N_("The other")},
    {"judgement",        N_("Judgement")},
    {"same_basis",       N_("Ground")},
    {"target",           N_("Concerns")},
    {"version",          N_("Version")},
    {"code",             N_("Ground")},
    {"authority",        N_("Order")},
    {"slots",            N_("What becomes public")},
    {"blobs",            N_("Files")},
    {"ground",           N_("Ground")},
    {"targets",          N_("What was erased")},
    {"order",            N_("Order")},
    {"approved_by",      N_("Approved by")},
    {"hold",             N_("Held until")},
    {"form",             N_("Form")},
    {"kinds",            N_("Kinds")},
    {"scope",            N_("Counterparts in scope")},
    {"window",           N_("Period")},
    {"declared",         N_("Number declared")},
    {"exceptions",       N_("Exceptions")},
    {"rule",             N_("Rule")},
    {"period",           N_("Period of the return")},
    {"to_knowledge_of",  N_("To the knowledge of")},
    {"standing_of",      N_("Standing")},
    {"confirmed",        N_("Rule read and confirmed")},
    {"applies_to",       N_("Applies to")},
    {"deadlines",        N_("Deadlines")},
    {"source",           N_("Source")},
    {"alg",              N_("Use")},
    {"holder",           N_("Holder")},
    {"public",           N_("Public key")},
    {"to",               N_("Granted to")},
    {"role",             N_("Right")},
    {"subjects",         N_("For")},
    {"types",            N_("Types of entries")},
    {"acts_for",         N_("Acts for")},
    {"civil_zone",       N_("Time zone")},
    {"home_state",       N_("Home state")},
    {"languages",        N_("Languages")},
    {"registrar",        N_("Registrar")},
    {"keys",             N_("First keys")},
    {"log_key",          N_("Key of the log")},
    {"mapping",          N_("Mapping of the index")},
    {"sealed_floor",     N_("Coarsest day of what is sealed")},
    {"unicode",          N_("Unicode version")},
    {"witnesses",        N_("Witnesses")},
    {"quorum",           N_("Witnesses needed")},
    {"covered",          N_("Entries covered")},
    {"root",             N_("Root")},
    {"top",              N_("Top of the index")},
};

const char *
member_label(const char *member, enum lang lang)
{
	for (size_t i = 0; i < COUNT(labels); i++)
		if (strcmp(labels[i].code, member) == 0)
			return message_in(lang, labels[i].words);
	return NULL;
}
