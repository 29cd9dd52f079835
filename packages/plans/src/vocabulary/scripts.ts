/** The long names of all scripts (Unicode 17.0, PropertyValueAliases.txt), but Common and Inherited. */
const SCRIPT_NAMES = `
  Adlam Ahom Anatolian_Hieroglyphs Arabic Armenian Avestan Balinese Bamum Bassa_Vah Batak Bengali Beria_Erfe Bhaiksuki Bopomofo
  Brahmi Braille Buginese Buhid Canadian_Aboriginal Carian Caucasian_Albanian Chakma Cham Cherokee Chorasmian Coptic Cuneiform
  Cypriot Cypro_Minoan Cyrillic Deseret Devanagari Dives_Akuru Dogra Duployan Egyptian_Hieroglyphs Elbasan Elymaic Ethiopic Garay
  Georgian Glagolitic Gothic Grantha Greek Gujarati Gunjala_Gondi Gurmukhi Gurung_Khema Han Hangul Hanifi_Rohingya Hanunoo Hatran
  Hebrew Hiragana Imperial_Aramaic Inscriptional_Pahlavi Inscriptional_Parthian Javanese Kaithi Kannada Katakana Kawi Kayah_Li
  Kharoshthi Khitan_Small_Script Khmer Khojki Khudawadi Kirat_Rai Lao Latin Lepcha Limbu Linear_A Linear_B Lisu Lycian Lydian
  Mahajani Makasar Malayalam Mandaic Manichaean Marchen Masaram_Gondi Medefaidrin Meetei_Mayek Mende_Kikakui Meroitic_Cursive
  Meroitic_Hieroglyphs Miao Modi Mongolian Mro Multani Myanmar Nabataean Nag_Mundari Nandinagari Newa New_Tai_Lue Nko Nushu
  Nyiakeng_Puachue_Hmong Ogham Ol_Chiki Ol_Onal Old_Hungarian Old_Italic Old_North_Arabian Old_Permic Old_Persian Old_Sogdian
  Old_South_Arabian Old_Turkic Old_Uyghur Oriya Osage Osmanya Pahawh_Hmong Palmyrene Pau_Cin_Hau Phags_Pa Phoenician Psalter_Pahlavi
  Rejang Runic Samaritan Saurashtra Sharada Shavian Siddham SignWriting Sidetic Sinhala Sogdian Sora_Sompeng Soyombo Sundanese
  Sunuwar Syloti_Nagri Syriac Tagalog Tagbanwa Tai_Le Tai_Tham Tai_Viet Tai_Yo Takri Tamil Tangsa Tangut Telugu Thaana Thai Tibetan
  Tifinagh Tirhuta Todhri Tolong_Siki Toto Tulu_Tigalari Ugaritic Vai Vithkuqi Wancho Warang_Citi Yezidi Yi Zanabazar_Square
`;

/** The scripts of Unicode by their names in small letters: `latin` → `Latin`. */
export const SCRIPTS: ReadonlyMap<string, string> = new Map(
  SCRIPT_NAMES.trim()
    .split(/\s+/)
    .map((name) => [name.toLowerCase(), name]),
);

/** Tests of the scripts, in the order of the names. An older runtime lacks the newest scripts. */
function createTests(): readonly (readonly [script: string, test: RegExp])[] {
  return [...SCRIPTS].flatMap(([script, name]) => {
    try {
      return [[script, new RegExp(`\\p{Script=${name}}`, 'v')] as const];
    } catch (failure) {
      if (failure instanceof SyntaxError) return [];
      throw failure;
    }
  });
}

const found = new Map<string, string | null>();
let tests: ReturnType<typeof createTests> | null = null;

/** The script of a character in small letters; null for one that several scripts share. */
export function findScript(character: string): string | null {
  const known = found.get(character);
  if (known !== undefined) return known;
  tests ??= createTests();
  const script = tests.find(([, test]) => test.test(character))?.[0] ?? null;
  found.set(character, script);
  return script;
}
