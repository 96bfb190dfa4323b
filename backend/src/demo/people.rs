//! Who is invited: names from many languages, and addresses at companies that don't exist. Every host
//! is below `.example` or one of the example domains, which nobody can ever own (RFC 2606).

use super::dice::Dice;
use crate::ServerUnicode;
use crate::error::{Error, Result};
use rules::email_address::EmailAddress;
use std::collections::HashMap;

/// A name as it is written, and as it stands in an address.
type Name = (&'static str, &'static str);

/// Given names and family names that go together.
struct Language {
    given: &'static [Name],
    family: &'static [Name],
    /// Family name first, without a space.
    is_east_asian: bool,
}

const fn western(given: &'static [Name], family: &'static [Name]) -> Language {
    Language {
        given,
        family,
        is_east_asian: false,
    }
}

const fn eastern(given: &'static [Name], family: &'static [Name]) -> Language {
    Language {
        given,
        family,
        is_east_asian: true,
    }
}

const LANGUAGES: [Language; 15] = [
    western(
        &[
            ("Grace", "grace"),
            ("Oliver", "oliver"),
            ("Priscilla", "priscilla"),
            ("Dwight", "dwight"),
            ("Harriet", "harriet"),
            ("Callum", "callum"),
            ("Imogen", "imogen"),
            ("Rory", "rory"),
        ],
        &[
            ("Whitfield", "whitfield"),
            ("O’Donnell", "odonnell"),
            ("Okonkwo-Bright", "okonkwo-bright"),
            ("Pemberton", "pemberton"),
            ("MacAllister", "macallister"),
            ("Hughes", "hughes"),
            ("Ashworth", "ashworth"),
            ("Featherstonehaugh", "featherstonehaugh"),
        ],
    ),
    western(
        &[
            ("Jürgen", "juergen"),
            ("Käthe", "kaethe"),
            ("Sönke", "soenke"),
            ("Annika", "annika"),
            ("Maximilian", "maximilian"),
            ("Friederike", "friederike"),
            ("Lukas", "lukas"),
        ],
        &[
            ("Müller", "mueller"),
            ("Groß", "gross"),
            ("Schäfer", "schaefer"),
            ("Vogel", "vogel"),
            ("von der Heydt", "vonderheydt"),
            ("Leutheusser-Hardenberg", "leutheusser-hardenberg"),
            ("Zimmermann", "zimmermann"),
        ],
    ),
    western(
        &[
            ("Chloé", "chloe"),
            ("Étienne", "etienne"),
            ("Maëlle", "maelle"),
            ("Thibault", "thibault"),
            ("Anne-Sophie", "anne-sophie"),
            ("Loïc", "loic"),
        ],
        &[
            ("Lefèvre", "lefevre"),
            ("Dubois", "dubois"),
            ("d’Aubigné", "daubigne"),
            ("Beaumont", "beaumont"),
            ("Garçon", "garcon"),
            ("Le Goff", "legoff"),
        ],
    ),
    western(
        &[
            ("María José", "mariajose"),
            ("Íñigo", "inigo"),
            ("Lucía", "lucia"),
            ("Joaquín", "joaquin"),
            ("Xiomara", "xiomara"),
            ("Benjamín", "benjamin"),
        ],
        &[
            ("Fernández", "fernandez"),
            ("Núñez", "nunez"),
            ("Ibáñez", "ibanez"),
            ("Peñalosa", "penalosa"),
            ("Ruiz de Alarcón", "ruizdealarcon"),
            ("Echeverría-Goñi", "echeverria-goni"),
        ],
    ),
    western(
        &[
            ("João", "joao"),
            ("Conceição", "conceicao"),
            ("Thaís", "thais"),
            ("Caetano", "caetano"),
            ("Débora", "debora"),
        ],
        &[
            ("Gonçalves", "goncalves"),
            ("dos Santos", "dossantos"),
            ("Magalhães", "magalhaes"),
            ("Araújo", "araujo"),
            ("Assunção", "assuncao"),
        ],
    ),
    western(
        &[
            ("Zofia", "zofia"),
            ("Paweł", "pawel"),
            ("Łukasz", "lukasz"),
            ("Małgorzata", "malgorzata"),
            ("Jiří", "jiri"),
            ("Šárka", "sarka"),
        ],
        &[
            ("Wiśniewska", "wisniewska"),
            ("Brzęczyszczykiewicz", "brzeczyszczykiewicz"),
            ("Dvořák", "dvorak"),
            ("Nowak", "nowak"),
            ("Żółkiewski", "zolkiewski"),
            ("Kowalczyk", "kowalczyk"),
        ],
    ),
    western(
        &[
            ("Дмитро", "dmytro"),
            ("Оксана", "oksana"),
            ("Анастасия", "anastasia"),
            ("Ярослав", "yaroslav"),
            ("Людмила", "lyudmila"),
        ],
        &[
            ("Шевченко", "shevchenko"),
            ("Коваленко", "kovalenko"),
            ("Мельник", "melnyk"),
            ("Преображенская", "preobrazhenskaya"),
            ("Бондаренко", "bondarenko"),
        ],
    ),
    western(
        &[
            ("ليلى", "layla"),
            ("عبد الرحمن", "abdulrahman"),
            ("نور", "nour"),
            ("خديجة", "khadija"),
            ("يوسف", "youssef"),
            ("مريم", "maryam"),
        ],
        &[
            ("الحداد", "alhaddad"),
            ("بن خليفة", "benkhalifa"),
            ("المنصوري", "almansouri"),
            ("الزهراوي", "alzahrawi"),
            ("قباني", "qabbani"),
        ],
    ),
    western(
        &[
            ("נועה", "noa"),
            ("איתן", "eitan"),
            ("שירה", "shira"),
            ("אביגיל", "avigail"),
        ],
        &[
            ("לוי", "levi"),
            ("אברהמי", "avrahami"),
            ("בן־דוד", "ben-david"),
            ("רוזנברג", "rosenberg"),
        ],
    ),
    western(
        &[
            ("अनन्या", "ananya"),
            ("विक्रम", "vikram"),
            ("पद्मावती", "padmavathi"),
            ("राहुल", "rahul"),
        ],
        &[
            ("शर्मा", "sharma"),
            ("गुप्ता", "gupta"),
            ("अय्यर", "iyer"),
            ("चटर्जी", "chatterjee"),
        ],
    ),
    western(
        &[
            ("Thiruvengadam", "thiruvengadam"),
            ("Lakshmi", "lakshmi"),
            ("Dinesh", "dinesh"),
        ],
        &[
            ("Krishnamurthy", "krishnamurthy"),
            ("Subramaniam", "subramaniam"),
            (
                "Venkatanarasimharajuvaripeta",
                "venkatanarasimharajuvaripeta",
            ),
        ],
    ),
    eastern(
        &[
            ("美咲", "misaki"),
            ("健太", "kenta"),
            ("さくら", "sakura"),
            ("翔", "sho"),
        ],
        &[
            ("佐藤", "sato"),
            ("高橋", "takahashi"),
            ("東海林", "shoji"),
            ("渡辺", "watanabe"),
        ],
    ),
    eastern(
        &[("伟", "wei"), ("秀英", "xiuying"), ("建国", "jianguo")],
        &[("王", "wang"), ("欧阳", "ouyang"), ("陈", "chen")],
    ),
    eastern(
        &[("지훈", "jihoon"), ("서연", "seoyeon"), ("민준", "minjun")],
        &[("김", "kim"), ("박", "park"), ("남궁", "namgung")],
    ),
    western(
        &[
            ("Chukwuemeka", "chukwuemeka"),
            ("Adébáyọ̀", "adebayo"),
            ("Nomvula", "nomvula"),
            ("Wanjikũ", "wanjiku"),
            ("Siyabonga", "siyabonga"),
            ("Đặng", "dang"),
            ("Nguyệt", "nguyet"),
        ],
        &[
            ("Nwachukwu", "nwachukwu"),
            ("Ògúnbíyì", "ogunbiyi"),
            ("Mthembu", "mthembu"),
            ("Kĩmani", "kimani"),
            ("Trần", "tran"),
            ("Nguyễn", "nguyen"),
        ],
    ),
];

const HOSTS: [&str; 44] = [
    "orbit-analytics.example",
    "northfjord.example",
    "kestrel-logistics.example",
    "brightwater-foods.example",
    "eu.brightwater-foods.example",
    "halcyon-biotech.example",
    "müller-feinmechanik.example",
    "atelier-lumière.example",
    "çelik-yapı.example",
    "東雲電機.example",
    "qamar-capital.example",
    "sabra-irrigation.example",
    "tidewell.example",
    "ferrous-and-sons.example",
    "lantern-press.example",
    "mosaic-robotics.example",
    "copperline.example",
    "saltmarsh-energy.example",
    "team.saltmarsh-energy.example",
    "vantage-aerial.example",
    "greenhollow-dairy.example",
    "hexagon-cement.example",
    "pinnacle-dental.example",
    "oakum-shipping.example",
    "ports.oakum-shipping.example",
    "redshift-telescopes.example",
    "verdant-city-council.example",
    "juniper-clinics.example",
    "aurora-textiles.example",
    "blue-kiln-ceramics.example",
    "cobalt-insurance.example",
    "the-very-long-name-of-an-international-federation.example",
    "drift.example",
    "ombra.example",
    "nkosi-mining.example",
    "sakura-rail.example",
    "baobab-mobile.example",
    "tamarind-hotels.example",
    "polder-water.example",
    "rowan-university.example",
    "cs.rowan-university.example",
    "example.com",
    "example.net",
    "mail.example.org",
];

/// Somebody who is invited.
pub(super) struct Person {
    pub(super) full_name: String,
    pub(super) email: EmailAddress,
}

/// Invents people, each with an address of their own.
#[derive(Default)]
pub(super) struct Town {
    taken: HashMap<String, u32>,
}

impl Town {
    /// The next person.
    pub(super) fn person(&mut self, dice: &mut Dice) -> Result<Person> {
        let language = dice.pick(&LANGUAGES);
        let (given, family) = (dice.pick(language.given), dice.pick(language.family));
        let full_name = if language.is_east_asian {
            format!("{}{}", family.0, given.0)
        } else if dice.percent(6) && family.0.chars().count() < 15 {
            format!("{} {}-{}", given.0, family.0, dice.pick(language.family).0)
        } else {
            format!("{} {}", given.0, family.0)
        };
        let initial = &given.1[..1];
        let local = match dice.below(10) {
            0..5 => format!("{}.{}", given.1, family.1),
            5..7 => format!("{initial}.{}", family.1),
            7 => format!("{}{initial}", family.1),
            8 => given.1.to_string(),
            _ => format!("{}_{}", given.1, family.1),
        };
        let host = dice.pick(&HOSTS);
        let count = self.taken.entry(format!("{local}@{host}")).or_default();
        *count += 1;
        let numbered = if *count > 1 {
            format!("{local}{count}")
        } else {
            local
        };
        let typed = match dice.below(50) {
            // As people type: with capitals, and with a tag.
            0 => capitalised(&numbered),
            1 => format!("{numbered}+portal"),
            _ => numbered,
        };
        Ok(Person {
            full_name,
            email: address(&format!("{typed}@{host}"))?,
        })
    }
}

fn capitalised(local: &str) -> String {
    let capital = |part: &str| {
        let mut letters = part.chars();
        letters.next().map_or_else(String::new, |first| {
            first.to_uppercase().chain(letters).collect::<String>()
        })
    };
    local.split('.').map(capital).collect::<Vec<_>>().join(".")
}

/// An address that we wrote ourselves.
pub(super) fn address(text: &str) -> Result<EmailAddress> {
    EmailAddress::parse(text, &ServerUnicode)
        .map_err(|fault| Error::internal(format!("{text}: {}", fault.reason())))
}
