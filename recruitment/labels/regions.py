"""The départements, and the academic region that each académie belongs to (decree 2019-1200 and its map)."""

DEPARTMENTS = {
    "01": "Ain", "02": "Aisne", "03": "Allier", "04": "Alpes-de-Haute-Provence", "05": "Hautes-Alpes",
    "06": "Alpes-Maritimes", "07": "Ardèche", "08": "Ardennes", "09": "Ariège", "10": "Aube", "11": "Aude",
    "12": "Aveyron", "13": "Bouches-du-Rhône", "14": "Calvados", "15": "Cantal", "16": "Charente",
    "17": "Charente-Maritime", "18": "Cher", "19": "Corrèze", "2A": "Corse-du-Sud", "2B": "Haute-Corse",
    "21": "Côte-d’Or", "22": "Côtes-d’Armor", "23": "Creuse", "24": "Dordogne", "25": "Doubs", "26": "Drôme",
    "27": "Eure", "28": "Eure-et-Loir", "29": "Finistère", "30": "Gard", "31": "Haute-Garonne", "32": "Gers",
    "33": "Gironde", "34": "Hérault", "35": "Ille-et-Vilaine", "36": "Indre", "37": "Indre-et-Loire",
    "38": "Isère", "39": "Jura", "40": "Landes", "41": "Loir-et-Cher", "42": "Loire", "43": "Haute-Loire",
    "44": "Loire-Atlantique", "45": "Loiret", "46": "Lot", "47": "Lot-et-Garonne", "48": "Lozère",
    "49": "Maine-et-Loire", "50": "Manche", "51": "Marne", "52": "Haute-Marne", "53": "Mayenne",
    "54": "Meurthe-et-Moselle", "55": "Meuse", "56": "Morbihan", "57": "Moselle", "58": "Nièvre", "59": "Nord",
    "60": "Oise", "61": "Orne", "62": "Pas-de-Calais", "63": "Puy-de-Dôme", "64": "Pyrénées-Atlantiques",
    "65": "Hautes-Pyrénées", "66": "Pyrénées-Orientales", "67": "Bas-Rhin", "68": "Haut-Rhin", "69": "Rhône",
    "70": "Haute-Saône", "71": "Saône-et-Loire", "72": "Sarthe", "73": "Savoie", "74": "Haute-Savoie",
    "75": "Paris", "76": "Seine-Maritime", "77": "Seine-et-Marne", "78": "Yvelines", "79": "Deux-Sèvres",
    "80": "Somme", "81": "Tarn", "82": "Tarn-et-Garonne", "83": "Var", "84": "Vaucluse", "85": "Vendée",
    "86": "Vienne", "87": "Haute-Vienne", "88": "Vosges", "89": "Yonne", "90": "Territoire de Belfort",
    "91": "Essonne", "92": "Hauts-de-Seine", "93": "Seine-Saint-Denis", "94": "Val-de-Marne",
    "95": "Val-d’Oise", "971": "Guadeloupe", "972": "Martinique", "973": "Guyane", "974": "La Réunion",
    "976": "Mayotte",
}  # fmt: skip

#: The départements of each académie.
ACADEMIES = {
    "Aix-Marseille": ("04", "05", "13", "84"),
    "Amiens": ("02", "60", "80"),
    "Besançon": ("25", "39", "70", "90"),
    "Bordeaux": ("24", "33", "40", "47", "64"),
    "Clermont-Ferrand": ("03", "15", "43", "63"),
    "Corse": ("2A", "2B"),
    "Créteil": ("77", "93", "94"),
    "Dijon": ("21", "58", "71", "89"),
    "Grenoble": ("07", "26", "38", "73", "74"),
    "Guadeloupe": ("971",),
    "Guyane": ("973",),
    "La Réunion": ("974",),
    "Lille": ("59", "62"),
    "Limoges": ("19", "23", "87"),
    "Lyon": ("01", "42", "69"),
    "Martinique": ("972",),
    "Mayotte": ("976",),
    "Montpellier": ("11", "30", "34", "48", "66"),
    "Nancy-Metz": ("54", "55", "57", "88"),
    "Nantes": ("44", "49", "53", "72", "85"),
    "Nice": ("06", "83"),
    "Normandie": ("14", "27", "50", "61", "76"),
    "Orléans-Tours": ("18", "28", "36", "37", "41", "45"),
    "Paris": ("75",),
    "Poitiers": ("16", "17", "79", "86"),
    "Reims": ("08", "10", "51", "52"),
    "Rennes": ("22", "29", "35", "56"),
    "Strasbourg": ("67", "68"),
    "Toulouse": ("09", "12", "31", "32", "46", "65", "81", "82"),
    "Versailles": ("78", "91", "92", "95"),
}

#: The académies of the academic regions that have several; the others bear the region's own name.
REGIONS = {
    "Auvergne-Rhône-Alpes": ("Clermont-Ferrand", "Grenoble", "Lyon"),
    "Bourgogne-Franche-Comté": ("Besançon", "Dijon"),
    "Bretagne": ("Rennes",),
    "Centre-Val de Loire": ("Orléans-Tours",),
    "Grand Est": ("Nancy-Metz", "Reims", "Strasbourg"),
    "Hauts-de-France": ("Amiens", "Lille"),
    "Île-de-France": ("Créteil", "Paris", "Versailles"),
    "Nouvelle-Aquitaine": ("Bordeaux", "Limoges", "Poitiers"),
    "Occitanie": ("Montpellier", "Toulouse"),
    "Pays de la Loire": ("Nantes",),
    "Provence-Alpes-Côte d’Azur": ("Aix-Marseille", "Nice"),
}
_REGION_OF = {academie: region for region, academies in REGIONS.items() for academie in academies}


def region_title(academie: str) -> str:
    """Return « région académique Auvergne-Rhône-Alpes – site de Clermont-Ferrand », or the académie alone."""
    region = _REGION_OF.get(academie)
    return f"région académique {region} – site de {academie}" if region else f"académie : {academie}"


def department_name(code: str | None) -> str:
    """Return « Puy-de-Dôme (63) »; a code that is not known, as it is."""
    known = DEPARTMENTS.get(code or "")
    return f"{known} ({code})" if known else code or "Département non renseigné"


def department_order(code: str | None) -> tuple[str, str]:
    """Order départements as they are numbered: 2A and 2B after 19, overseas last."""
    text = code or "999"
    return (text.replace("2A", "20").replace("2B", "20"), text)


def departments_of(academie: str) -> list[tuple[str, str]]:
    """Return the départements of an académie, code and name; of one that is not known, all of them."""
    codes = ACADEMIES.get(academie) or sorted(DEPARTMENTS, key=department_order)
    return [(code, department_name(code)) for code in codes]
