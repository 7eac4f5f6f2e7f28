"""Countries by the three digits that public registers give them (France 100); a name or a nationality leads there.

They are those of the official geographical code, without its leading 99. A name that is not here has no code: it is
asked for, never guessed.
"""

import re
import unicodedata

FRANCE = "100"
_CODE = re.compile(r"(?:99)?([1-5][0-9]{2})")

_NAMES = """
100 france, francais, francaise
101 danemark, danois, danoise
102 islande, islandais, islandaise
103 norvege, norvegien, norvegienne
104 suede, suedois, suedoise
105 finlande, finlandais, finlandaise
106 estonie, estonien, estonienne
107 lettonie, letton, lettone
108 lituanie, lituanien, lituanienne
109 allemagne, allemand, allemande
110 autriche, autrichien, autrichienne
111 bulgarie, bulgare
112 hongrie, hongrois, hongroise
113 liechtenstein
114 roumanie, roumain, roumaine
116 tchequie, republique tcheque, tcheque
117 slovaquie, slovaque
118 bosnie herzegovine, bosnien, bosnienne
119 croatie, croate
120 montenegro, montenegrin, montenegrine
121 serbie, serbe
122 pologne, polonais, polonaise
123 russie, russe
125 albanie, albanais, albanaise
126 grece, grec, grecque
127 italie, italien, italienne
128 saint marin
130 andorre, andorran, andorrane
131 belgique, belge
132 royaume uni, britannique
134 espagne, espagnol, espagnole
135 pays bas, neerlandais, neerlandaise
136 irlande, irlandais, irlandaise
137 luxembourg, luxembourgeois, luxembourgeoise
138 monaco, monegasque
139 portugal, portugais, portugaise
140 suisse
144 malte, maltais, maltaise
145 slovenie, slovene
148 bielorussie, belarus, bielorusse
151 moldavie, moldave
155 ukraine, ukrainien, ukrainienne
156 macedoine du nord, macedonien, macedonienne
157 kosovo, kosovar, kosovare
201 arabie saoudite, saoudien, saoudienne
203 iraq, irak, irakien, irakienne
204 iran, iranien, iranienne
205 liban, libanais, libanaise
206 syrie, syrien, syrienne
207 israel, israelien, israelienne
208 turquie, turc, turque
212 afghanistan, afghan, afghane
213 pakistan, pakistanais, pakistanaise
216 chine, chinois, chinoise
217 japon, japonais, japonaise
219 thailande, thailandais, thailandaise
220 philippines, philippin, philippine
223 inde, indien, indienne
234 cambodge, cambodgien, cambodgienne
235 sri lanka, sri lankais, sri lankaise
241 laos, laotien, laotienne
243 viet nam, vietnam, vietnamien, vietnamienne
246 bangladesh, bangladais, bangladaise
252 armenie, armenien, armenienne
253 azerbaidjan, azerbaidjanais, azerbaidjanaise
254 chypre, chypriote
255 georgie, georgien, georgienne
301 egypte, egyptien, egyptienne
312 republique democratique du congo
322 cameroun, camerounais, camerounaise
323 republique centrafricaine, centrafrique, centrafricain, centrafricaine
324 congo
326 cote d ivoire, ivoirien, ivoirienne
327 benin, beninois, beninoise
328 gabon, gabonais, gabonaise
329 ghana, ghaneen, ghaneenne
330 guinee, guineen, guineenne
331 burkina faso, burkina, burkinabe
333 madagascar, malgache
335 mali, malien, malienne
336 mauritanie, mauritanien, mauritanienne
337 niger, nigerien, nigerienne
338 nigeria, nigerian, nigeriane
341 senegal, senegalais, senegalaise
344 tchad, tchadien, tchadienne
345 togo, togolais, togolaise
350 maroc, marocain, marocaine
351 tunisie, tunisien, tunisienne
352 algerie, algerien, algerienne
390 maurice, ile maurice, mauricien, mauricienne
396 cap vert, cap verdien, cap verdienne
397 comores, comorien, comorienne
399 djibouti, djiboutien, djiboutienne
401 canada, canadien, canadienne
404 etats unis, americain, americaine
405 mexique, mexicain, mexicaine
408 republique dominicaine, dominicain, dominicaine
410 haiti, haitien, haitienne
415 argentine, argentin
416 bresil, bresilien, bresilienne
417 chili, chilien, chilienne
419 colombie, colombien, colombienne
422 perou, peruvien, peruvienne
501 australie, australien, australienne
"""
_CODES = {name.strip(): line[:3] for line in _NAMES.strip().splitlines() for name in line[4:].split(",")}
_UNION = (
    "101 104 105 106 107 108 109 110 111 112 114 116 117 119 122 126 127 131 134 135 136 137 139 144 145 254"
)
#: The members of the Union but France, as the survey of apprentices tells nationalities apart.
EUROPEAN_UNION = frozenset(_UNION.split())


def country_code(text: str | None) -> str | None:
    """Return the code of a country or of its nationality, whatever its accents; None for one that is not known."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text or "") if not unicodedata.combining(c))
    name = " ".join(re.sub(r"[^0-9a-z]+", " ", plain.casefold()).split())
    found = _CODE.fullmatch(name)
    return found[1] if found else _CODES.get(name)
