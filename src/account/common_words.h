/*
 * account/common_words.h - what common passwords are made of
 *
 * Purpose     words that people reach for first, in English and French, and
 *             rows of the keyboard. password_is_common puts them together: at
 *             most three pieces, each a word, a row, a run of one character or
 *             a few digits, make a common password. That covers many more than
 *             a list of whole passwords would.
 * Source      written for this program; no list of leaked passwords was copied
 */
#ifndef ACCOUNT_COMMON_WORDS_H
#define ACCOUNT_COMMON_WORDS_H

static const char *const common_words[] = {"password", "passwords",
    "passwort", "motdepasse", "passe", "passphrase", "secret", "secrets",
    "letmein", "letme", "welcome", "bienvenue", "bonjour", "hello", "hallo",
    "salut", "login", "signin", "admin", "administrator", "administrateur",
    "root", "toor", "user", "utilisateur", "guest", "invite", "test",
    "tester", "testing", "demo", "example", "exemple", "default", "changeme",
    "change", "temp", "temporary", "temporaire", "access", "acces", "master",
    "system", "systeme", "server", "serveur", "computer", "ordinateur",
    "internet", "network", "reseau", "windows", "linux", "ubuntu", "debian",
    "android", "apple", "google", "facebook", "microsoft", "samsung",
    "iloveyou", "ilove", "love", "loveyou", "lovely", "lover", "jetaime",
    "amour", "monamour", "cheri", "cherie", "coeur", "doudou", "loulou",
    "chouchou", "princess", "princesse", "prince", "queen", "king", "reine",
    "angel", "ange", "baby", "bebe", "honey", "sweet", "sweetheart", "sugar",
    "kiss", "bisou", "sexy", "beautiful", "pretty", "happy", "smile",
    "sunshine", "soleil", "sunny", "rainbow", "flower", "fleur", "summer",
    "winter", "spring", "autumn", "ete", "hiver", "printemps", "automne",
    "january", "february", "march", "april", "may", "june", "july", "august",
    "september", "october", "november", "december", "janvier", "fevrier",
    "mars", "avril", "mai", "juin", "juillet", "aout", "septembre",
    "octobre", "novembre", "decembre", "monday", "tuesday", "wednesday",
    "thursday", "friday", "saturday", "sunday", "lundi", "mardi",
    "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "monkey",
    "dragon", "tiger", "lion", "eagle", "wolf", "bear", "horse", "dog",
    "doggy", "puppy", "cat", "kitty", "kitten", "bunny", "rabbit", "turtle",
    "dolphin", "butterfly", "spider", "snake", "chicken", "chien", "chat",
    "chaton", "lapin", "loup", "ours", "cheval", "papillon", "football",
    "foot", "soccer", "baseball", "basketball", "hockey", "tennis", "rugby",
    "golf", "poker", "liverpool", "arsenal", "chelsea", "barcelona",
    "juventus", "marseille", "paris", "london", "berlin", "france",
    "england", "canada", "quebec", "montreal", "ottawa", "america", "europe",
    "australia", "batman", "superman", "spiderman", "starwars", "startrek",
    "pokemon", "pikachu", "naruto", "matrix", "hunter", "killer", "ninja",
    "pirate", "shadow", "phoenix", "thunder", "lightning", "storm", "fire",
    "feu", "ghost", "magic", "wizard", "merlin", "gandalf", "legend",
    "warrior", "soldier", "ranger", "samurai", "diamond", "gold", "silver",
    "crystal", "purple", "orange", "yellow", "blue", "red", "green", "black",
    "white", "bleu", "rouge", "vert", "noir", "blanc", "jaune", "cookie",
    "chocolate", "chocolat", "banana", "banane", "cherry", "cerise",
    "coffee", "cafe", "cheese", "fromage", "pepper", "ginger", "peanut",
    "michael", "michelle", "jennifer", "jessica", "jordan", "daniel",
    "thomas", "robert", "charlie", "andrew", "george", "nicole", "ashley",
    "amanda", "matthew", "joshua", "anthony", "william", "samantha",
    "elizabeth", "alexander", "alexandre", "nicolas", "camille", "julien",
    "pierre", "marie", "isabelle", "sophie", "antoine", "maxime", "martin",
    "mother", "father", "mommy", "daddy", "maman", "papa", "famille",
    "family", "friend", "friends", "forever", "always", "toujours",
    "freedom", "liberte", "peace", "paix", "music", "musique", "guitar",
    "piano", "money", "argent", "lucky", "power", "trust", "trustno",
    "whatever", "nothing", "rien", "something", "private", "public",
    "security", "securite", "register", "registre", "registrar", "office",
    "bureau", "ministry", "ministere", "minister", "ministre", "parliament",
    "parlement", "commission", "department", "departement", "chancery",
    "chancellerie", "government", "gouvernement", "official", "delegate",
    "contact", "contacts", "account", "compte", "correct", "battery", "correcthorsebatterystaple",
    "staple", "please", "open", "sesame", "opensesame", "super", "cool",
    "the", "my", "mon", "ma", "mes", "is", "est", "le", "la", "les", "new",
    "nouveau", "old", "you", "and", "et", "one", "two", "for", "ever"};

static const char *const common_rows[] = {"qwertyuiop", "asdfghjkl",
    "zxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn", "qwertzuiop", "yxcvbnm",
    "1234567890", "01234567890", "abcdefghijklmnopqrstuvwxyz",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "qazwsxedcrfvtgbyhnujm",
    "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0", "!@#$%^&*()",
    "a1b2c3d4e5f6g7h8", "147258369", "159357", "741852963", "789456123"};

#endif
