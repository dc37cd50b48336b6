"""Names of people, companies and webinars, and time zones, for the medium account."""

# First name, last name, and how both look in an address.
NAMES: tuple[tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]], ...] = (
    (
        (("Anna", "anna"), ("Jonas", "jonas"), ("Käthe", "kaethe"), ("Jörg", "joerg")),
        (
            ("Müller", "mueller"),
            ("Weiß", "weiss"),
            ("von der Heide", "heide"),
            ("Krämer", "kraemer"),
        ),
    ),
    (
        (("Mary", "mary"), ("Liam", "liam"), ("Siobhán", "siobhan"), ("Dwayne", "dwayne")),
        (
            ("O'Neill", "oneill"),
            ("Smith-Jones", "smith-jones"),
            ("Taylor", "taylor"),
            ("McRae", "mcrae"),
        ),
    ),
    (
        (("Zoë", "zoe"), ("François", "francois"), ("Hélène", "helene"), ("Loïc", "loic")),
        (("L'Hôpital", "lhopital"), ("Dupont", "dupont"), ("Gagné", "gagne"), ("d'Été", "dete")),
    ),
    (
        (("José", "jose"), ("Inés", "ines"), ("Íñigo", "inigo"), ("Lucía", "lucia")),
        (("García López", "garcia"), ("Núñez", "nunez"), ("Peña", "pena"), ("Ortiz", "ortiz")),
    ),
    (
        (("Ewa", "ewa"), ("Łukasz", "lukasz"), ("Jiří", "jiri"), ("Žofie", "zofie")),
        (("Nowak", "nowak"), ("Dvořák", "dvorak"), ("Wójcik", "wojcik"), ("Šťastná", "stastna")),
    ),
    (
        (("Ольга", "olga"), ("Дмитро", "dmytro"), ("Сергей", "sergey"), ("Яна", "yana")),
        (
            ("Коваленко", "kovalenko"),
            ("Шевчук", "shevchuk"),
            ("Петрова", "petrova"),
            ("Лысенко", "lysenko"),
        ),
    ),
    (
        (("山田", "yamada"), ("佐藤", "sato"), ("鈴木", "suzuki"), ("高橋", "takahashi")),
        (("太郎", "taro"), ("花子", "hanako"), ("健", "ken"), ("美咲", "misaki")),
    ),
    (
        (("王", "wang"), ("李", "li"), ("张", "zhang"), ("陳", "chen")),
        (("伟", "wei"), ("芳", "fang"), ("秀英", "xiuying"), ("大明", "daming")),
    ),
    (
        (("أحمد", "ahmed"), ("فاطمة", "fatima"), ("ליאור", "lior"), ("נועה", "noa")),
        (("حسن", "hassan"), ("الخطيب", "alkhatib"), ("כהן", "cohen"), ("לוי", "levi")),
    ),
    (
        (("Ayşe", "ayse"), ("İbrahim", "ibrahim"), ("Nguyễn", "nguyen"), ("Thảo", "thao")),
        (("Yılmaz", "yilmaz"), ("Çelik", "celik"), ("Văn Anh", "vananh"), ("Đặng", "dang")),
    ),
    (
        (("Priya", "priya"), ("आरव", "aarav"), ("김민수", "minsu"), ("Kwame", "kwame")),
        (("Krishnan", "krishnan"), ("शर्मा", "sharma"), ("박", "park"), ("Ọ̀gúnlẹ́sì", "ogunlesi")),
    ),
)
COMPANIES = (
    "acme", "alpenglueh", "bakery", "bluewhale", "brightside", "carbonfarm", "cityworks",
    "contoso", "daybreak", "deltaworks", "eastgate", "fabrikam", "fernweh", "fourseas",
    "globex", "greenroof", "harbour", "hexagon", "initech", "juniper", "kestrel", "lakeside",
    "lighthouse", "litware", "meadow", "moonrise", "nordlicht", "oakhill", "openfields",
    "papertrail", "proseware", "quarry", "redwood", "riverbank", "sailcloth", "silverline",
    "tailspin", "treetop", "umbrella", "vineyard", "waveform", "westwind", "wingtip", "zephyr",
)  # fmt: skip
TOPICS = (
    "Getting started with Northwind", "Pricing in uncertain times", "Kundentag Herbst",
    "What's new: autumn release", "Security for people in a hurry", "La gestion des stocks",
    "Forecasting demand without a data team", "Ask us anything", "Roadmap & outlook",
    "Migrating from spreadsheets", "\"Data first\": a customer's story", "Warehouse tour live 📦",
    "Five integrations you didn't know", "在庫管理の基礎", "Partner briefing", "Admins, hello",
    "Returns, refunds, and <reality>", "Supply chains in winter ❄️", "Reporting that people read",
    "Accessibility at the till", "Small shops, big questions", "Tax changes explained",
    "Automation clinic", "Behind the scenes: support", "Customer panel", "Open design review",
    "Analytics deep dive", "From quote to cash", "Developer hour", "Year-end checklist",
    "Inventory counts that hold", "Shipping to islands",
)  # fmt: skip
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "UTC", "Europe/London")
HOSTS = (
    ("Nora", "Lindqvist", "nora"),
    ("Tomás", "Rivera", "tomas"),
    ("Grace", "Okafor", "grace"),
    ("Jürgen", "Vogel", "juergen"),
    ("美紀", "Tanaka", "miki"),
    ("Amélie", "Laurent", "amelie"),
    ("Sam", "Whitfield", "sam"),
    ("Ivana", "Horvat", "ivana"),
)
"""First name, last name, and the local part of the address."""
