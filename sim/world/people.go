package world

import "math/rand/v2"

// culture is how people of a country are named and how addresses look.
type culture struct {
	given, family []string
	familyFirst   bool
	cities        []city
	streets       []string
	dial          string // telephone prefix in a range that cannot be dialled or is reserved for fiction
	digits        int    // drawn digits after it
}

type city struct{ name, state, postcode string }

// cultures hold common names, streets that are named as examples, and telephone ranges:
// GB, US, AU, FR and DE as their authorities reserve them for films; elsewhere a subscriber
// number that begins with 00 and therefore does not exist.
var cultures = map[string]culture{
	"KH": {
		given:  []string{"Sophea", "Dara", "Bopha", "Vannak", "Sreymom", "Chanthou", "Rithy", "Kunthea", "Samnang", "Pisey", "Veasna", "Sokha", "Maly", "Borey", "Kanha", "Phalla", "Nary", "Visal", "Theary", "Makara"},
		family: []string{"Sok", "Chea", "Chan", "Keo", "Heng", "Ly", "Mao", "Nuon", "Ouk", "Pen", "Sam", "Tep", "Uch", "Yim", "Prak", "Meas"}, familyFirst: true,
		cities: []city{{"Phnom Penh", "", "120101"}, {"Phnom Penh", "", "120208"}, {"Phnom Penh", "", "120306"}, {"Phnom Penh", "", "120408"}, {"Phnom Penh", "", "120802"}, {"Siem Reap", "", "171204"}, {"Battambang", "", "020305"}, {"Sihanoukville", "", "180203"}, {"Kampong Cham", "", "030503"}, {"Kampot", "", "070803"}},
		dial:   "+855 00 000 ", digits: 3,
	},
	"CN": {
		given:  []string{"Wei", "Fang", "Min", "Jing", "Lei", "Yan", "Qiang", "Xiuying", "Tao", "Ming", "Hui", "Jun", "Ling", "Bo", "Xin", "Yu"},
		family: []string{"Wang", "Li", "Zhang", "Liu", "Chen", "Yang", "Zhao", "Huang", "Zhou", "Wu", "Xu", "Sun", "Hu", "Zhu", "Gao", "Lin"}, familyFirst: true,
		cities:  []city{{"Shenzhen", "Guangdong", "518000"}, {"Guangzhou", "Guangdong", "510000"}, {"Yiwu", "Zhejiang", "322000"}, {"Hangzhou", "Zhejiang", "310000"}, {"Shanghai", "", "200000"}, {"Dongguan", "Guangdong", "523000"}, {"Quanzhou", "Fujian", "362000"}},
		streets: []string{"Shifan Road", "Example Industrial Park Building", "Yangben Street", "Model Logistics Zone Block"}, dial: "+86 000 0000 ", digits: 4,
	},
	"HK": {
		given:  []string{"Ka Wai", "Mei Ling", "Chi Ming", "Wing Yan", "Siu Fong", "Tsz Kit", "Hoi Yan", "Kwok Keung"},
		family: []string{"Chan", "Wong", "Lee", "Cheung", "Lau", "Leung", "Ng", "Ho"}, familyFirst: true,
		cities:  []city{{"Kowloon", "", ""}, {"Tsuen Wan", "New Territories", ""}, {"Kwun Tong", "Kowloon", ""}},
		streets: []string{"Example Road", "Sample Industrial Centre Flat"}, dial: "+852 0000 ", digits: 4,
	},
	"US": {
		given:   []string{"Emily", "James", "Olivia", "Michael", "Sophia", "Daniel", "Grace", "Robert", "Hannah", "David", "Maria", "Carlos"},
		family:  []string{"Smith", "Johnson", "Brown", "Garcia", "Miller", "Davis", "Lopez", "Wilson", "Moore", "Taylor", "Clark", "Lewis"},
		cities:  []city{{"Exampleton", "OR", "97000"}, {"Sampleville", "TX", "75000"}, {"Modelburg", "OH", "43000"}, {"New Freedonia", "NY", "10000"}},
		streets: []string{"Example Street", "Sample Avenue", "Model Drive", "Specimen Lane"}, dial: "+1 202 555 01", digits: 2,
	},
	"TH": {
		given:   []string{"Somchai", "Malee", "Nattapong", "Siriporn", "Kanya", "Anong", "Prasert", "Wanida"},
		family:  []string{"Saetang", "Jaidee", "Srisuk", "Thongdee", "Boonmee", "Wongsa", "Chaiyo", "Rattana"},
		cities:  []city{{"Bangkok", "", "10000"}, {"Chiang Mai", "", "50000"}, {"Nonthaburi", "", "11000"}},
		streets: []string{"Soi Tua Yang", "Example Road"}, dial: "+66 00 000 ", digits: 4,
	},
	"VN": {
		given:  []string{"Thi Lan", "Van Hung", "Minh Anh", "Thu Ha", "Quoc Bao", "Ngoc Mai", "Duc Long", "Phuong Thao"},
		family: []string{"Nguyen", "Tran", "Le", "Pham", "Hoang", "Vu", "Dang", "Bui"}, familyFirst: true,
		cities:  []city{{"Ho Chi Minh City", "", "700000"}, {"Hanoi", "", "100000"}, {"Da Nang", "", "550000"}},
		streets: []string{"Duong Vi Du", "Pho Mau"}, dial: "+84 00 000 ", digits: 4,
	},
	"JP": {
		given:   []string{"Haruka", "Yuki", "Takashi", "Sakura", "Kenji", "Aoi", "Hiroshi", "Mio"},
		family:  []string{"Sato", "Suzuki", "Takahashi", "Tanaka", "Ito", "Watanabe", "Yamamoto", "Nakamura"},
		cities:  []city{{"Tokyo", "", "100-0000"}, {"Osaka", "", "530-0000"}, {"Nagoya", "Aichi", "450-0000"}},
		streets: []string{"Mihon-cho", "Rei-machi"}, dial: "+81 00 0000 ", digits: 4,
	},
	"KR": {
		given:  []string{"Minjun", "Seoyeon", "Jiwoo", "Hayoon", "Dohyun", "Sujin", "Jihoon", "Yuna"},
		family: []string{"Kim", "Lee", "Park", "Choi", "Jung", "Kang", "Cho", "Yoon"}, familyFirst: true,
		cities:  []city{{"Seoul", "", "00000"}, {"Busan", "", "00000"}, {"Incheon", "", "00000"}},
		streets: []string{"Gyeonbon-ro", "Yeje-gil"}, dial: "+82 00 0000 ", digits: 4,
	},
	"SG": {
		given:   []string{"Wei Ling", "Jun Jie", "Siti", "Ravi", "Hui Min", "Aisha", "Kumar", "Jia Hui"},
		family:  []string{"Tan", "Lim", "Lee", "Ng", "Rahman", "Nair", "Goh", "Chua"},
		cities:  []city{{"Singapore", "", "000000"}},
		streets: []string{"Example Avenue", "Jalan Contoh"}, dial: "+65 0000 ", digits: 4,
	},
	"FR": {
		given:   []string{"Camille", "Lucas", "Manon", "Hugo", "Léa", "Antoine", "Chloé", "Émile"},
		family:  []string{"Martin", "Bernard", "Dubois", "Petit", "Durand", "Leroy", "Moreau", "Lefèvre"},
		cities:  []city{{"Paris", "", "75000"}, {"Lyon", "", "69000"}, {"Lille", "", "59000"}},
		streets: []string{"rue de l'Exemple", "avenue du Modèle"}, dial: "+33 1 99 00 ", digits: 4,
	},
	"DE": {
		given:   []string{"Anna", "Lukas", "Marie", "Jonas", "Lena", "Felix", "Jörg", "Ulrike"},
		family:  []string{"Müller", "Schmidt", "Schneider", "Fischer", "Weber", "Wagner", "Becker", "Groß"},
		cities:  []city{{"Berlin", "", "10000"}, {"Musterstadt", "", "12345"}, {"Köln", "", "50000"}},
		streets: []string{"Musterstraße", "Beispielweg"}, dial: "+49 30 23125 ", digits: 3,
	},
	"GB": {
		given:   []string{"Oliver", "Amelia", "George", "Isla", "Harry", "Freya", "Aisha", "Rhys", "Fiona", "Mohammed"},
		family:  []string{"Jones", "Williams", "Evans", "Patel", "Khan", "Walker", "Wright", "Thompson", "Campbell", "Hughes"},
		cities:  []city{{"London", "", "ZZ1"}, {"Leeds", "", "ZZ4"}, {"Cardiff", "", "ZZ7"}, {"Glasgow", "", "ZZ12"}},
		streets: []string{"Example Road", "Sample Close", "Specimen Lane"}, dial: "+44 7700 900", digits: 3,
	},
	"NL": {
		given:   []string{"Sanne", "Daan", "Femke", "Bram", "Lotte", "Sem", "Fatima", "Thijs"},
		family:  []string{"de Jong", "Jansen", "de Vries", "van den Berg", "Bakker", "Visser", "Smit", "Yilmaz"},
		cities:  []city{{"Amsterdam", "", "1012 SS"}, {"Rotterdam", "", "3011 SD"}, {"Utrecht", "", "3511 SA"}, {"Groningen", "", "9711 SS"}},
		streets: []string{"Voorbeeldstraat", "Modelplein", "Proefweg"}, dial: "+31 00 000 ", digits: 4,
	},
	"AU": {
		given:   []string{"Jack", "Charlotte", "Noah", "Mia", "Liam", "Zoe", "Ethan", "Ruby"},
		family:  []string{"Nguyen", "Singh", "Kelly", "Martin", "White", "Harris", "Ryan", "Young"},
		cities:  []city{{"Sydney", "NSW", "2000"}, {"Melbourne", "VIC", "3000"}, {"Brisbane", "QLD", "4000"}},
		streets: []string{"Example Parade", "Sample Crescent"}, dial: "+61 2 5550 ", digits: 4,
	},
}

var (
	firmKinds = [...]string{"Example", "Sample", "Specimen", "Imaginary", "Fictional", "Model"}
	firmGoods = [...]string{"Trading", "Electronics", "Fashion", "Home Goods", "Beauty", "Toys", "Auto Parts", "Jewellery", "Sports", "Books", "Stationery", "General Store"}
	firmLands = [...]string{"Freedonia", "Ruritania", "Sylvania", "Utopia", "Lilliput", "Blefuscu", "Erewhon", "Laputa", "Graustark", "Zenda"}
	mailHosts = [...]string{"example.org", "example.com", "example.net"}
)

var (
	khans     = [...][2]string{{"Sangkat Tuol Tumpung", "Khan Chamkar Mon"}, {"Sangkat Boeung Kak", "Khan Toul Kork"}, {"Sangkat Phsar Kandal", "Khan Daun Penh"}, {"Sangkat Ou Ruessei", "Khan Prampir Makara"}, {"Sangkat Tuek Thla", "Khan Sen Sok"}, {"Sangkat Chaom Chau", "Khan Pou Senchey"}}
	khmerRoad = [...]string{"សង្កាត់ទួលទំពូង ខណ្ឌចំការមន", "សង្កាត់បឹងកក់ ខណ្ឌទួលគោក", "សង្កាត់ផ្សារកណ្តាល ខណ្ឌដូនពេញ", "សង្កាត់ទឹកថ្លា ខណ្ឌសែនសុខ"}
	khmerName = [...]string{"សុខ សុភា", "ជា ដារ៉ា", "ចាន់ បុប្ផា", "កែវ វណ្ណៈ", "ហេង ស្រីមុំ", "លី រិទ្ធី", "ម៉ៅ គន្ធា", "ប៉ែន សំណាង"}
)

func cultureOf(country string) culture {
	if c, ok := cultures[country]; ok {
		return c
	}
	return cultures["US"]
}

func (c *culture) name(r *rand.Rand) (given, family, full string) {
	given, family = pick(r, c.given), pick(r, c.family)
	if c.familyFirst {
		return given, family, family + " " + given
	}
	return given, family, given + " " + family
}
