"""The words that invented people, schools and employers are made of. None of them exists."""

FEMININE = tuple(
    """Agathe Aïcha Alice Alix Amandine Ambre Amel Anaïs Anna Apolline Assia Aya Camille Candice Capucine Charlotte
    Chiara Chloé Clara Clémence Coline Diane Élise Elsa Emma Enora Esther Eugénie Eva Fanta Fatou Flora Gabrielle Héloïse
    Inaya Inès Iris Jade Jeanne Joséphine Judith Julia Juliette Kenza Lana Léa Léna Léonie Lila Lina Lisa Lola Lou
    Louise Lucie Maëlle Maëlys Maïa Manon Margot Marwa Mathilde Maud Mélina Mila Naomi Ninon Noémie Nora Océane Ophélie
    Pauline Romane Rose Salomé Sarah Selma Solène Suzanne Thaïs Victoire Yasmine Zélie Zoé""".split()
)
MASCULINE = tuple(
    """Aaron Abel Adam Adrien Alban Alexis Amine Anatole Antoine Antonin Arthur Aurélien Axel Baptiste Basile Bastien
    Clément Corentin Diego Djibril Elias Eliott Émile Enzo Esteban Ethan Étienne Ewen Félix Gabin Gabriel Gaspard Gautier
    Hugo Ibrahim Idriss Ilan Ismaël Issa Jean-Baptiste Joachim Joris Jules Julien Karim Kévin Kylian Léandre Léo Léon
    Liam Loïc Louis Lucas Maël Malik Malo Marceau Marius Martin Mathis Mattéo Maxence Maxime Mehdi Milan Nathan Nils
    Noah Nolan Octave Oscar Paul Pierre Quentin Rayan Rémi Robin Romain Sacha Samuel Simon Tao Théo Thibault Timéo Titouan
    Tom Tristan Ulysse Valentin Victor Wassim Yann Yanis Youssef""".split()
)
FAMILY = tuple(
    """Abadie Achard Albaret Allègre Amblard Andraud Arnal Assemat Audigier Aujoulat Ayrault Bachelard Badiou Ballet
    Barbat Bardin Barrière Bayle Béal Beaune Bellier Bénézit Berger Berthon Besset Blanchet Boissier Bompard Bonhomme
    Bonnet Borel Bouchet Bouillon Bourdier Boyer Brugière Brunel Cabanel Cartal Chabanne Chalier Chambon Champeix Charbonnel
    Chassagne Chastel Chauvet Cheminat Cissé Clavel Cohendy Collange Combe Constant Courtial Coulibaly Cros Da Costa
    Dauphin Debord Delaire Delorme Desgeorges Diallo Domas Douillet Duclos Dumont Dupic Échalier Estève Fabre Falgoux
    Faucher Favier Fayolle Ferreira Filiol Fontaine Forestier Fournier Gaillard Garnier Gaspard Gauthier Genestoux Gidel
    Giraud Gomes Gouttebel Grangier Grenier Guérin Guillaume Hamidi Hébrard Heyraud Imbert Issard Jarrige Joubert Jourde
    Julliard Kaddour Labonne Lachaize Lagarde Lamotte Lassalle Laurent Lavergne Legay Lescure Livet Lopes Magaud Maillot
    Malet Marcon Marchand Mathieu Mazet Meunier Michaud Mignot Monteil Morel Moulin Nebout Nicolas Noyer Olivier Oulmière
    Pailloux Pascal Pélissier Pereira Perrin Petit Peyrol Pinto Planche Pommier Portal Pradel Prat Prulière Quesne Rambaud
    Raynaud Renard Ribeiro Richard Rigal Robert Rochon Rodde Roche Romeuf Rougier Roux Sabatier Sahli Salgues Sanchez
    Sauret Savignat Séguy Serre Silva Soulier Tardif Tavernier Teixeira Terrasse Teyssier Thomas Tixier Touzet Tournadre
    Traverse Trincal Valeix Vallet Védrine Vernet Veyre Vidal Vigier Villeneuve Viallon Vincent Yvernault""".split()
)
#: Name, town, department, rank among the invented codes of the department.
SCHOOLS = (
    ("Lycée Alice-Guy", "Thiers", "63", 1),
    ("Lycée Jeanne-Barret", "Riom", "63", 2),
    ("Lycée des Trois-Rivières", "Issoire", "63", 3),
    ("Lycée Val-d’Allier", "Moulins", "03", 4),
    ("Lycée Pierre-Fontaine", "Ambert", "63", 5),
    ("Lycée Simone-Weil-du-Velay", "Le Puy-en-Velay", "43", 6),
    ("Lycée des Sources-Vives", "Aurillac", "15", 7),
    ("Lycée Marie-Curie-des-Dômes", "Clermont-Ferrand", "63", 8),
    ("Lycée professionnel des Forges", "Commentry", "03", 9),
    ("Lycée agricole des Hautes-Terres", "Saint-Flour", "15", 10),
    ("Lycée Émilie-du-Châtelet", "Cusset", "03", 11),
    ("Lycée professionnel du Haut-Allier", "Brioude", "43", 12),
)
#: Town, postal code.
TOWNS = (
    ("Clermont-Ferrand", "63000"), ("Clermont-Ferrand", "63100"), ("Riom", "63200"), ("Thiers", "63300"),
    ("Issoire", "63500"), ("Ambert", "63600"), ("Cournon-d’Auvergne", "63800"), ("Aubière", "63170"),
    ("Volvic", "63530"), ("Billom", "63160"), ("Moulins", "03000"), ("Vichy", "03200"), ("Cusset", "03300"),
    ("Montluçon", "03100"), ("Commentry", "03600"), ("Le Puy-en-Velay", "43000"), ("Brioude", "43100"),
    ("Monistrol-sur-Loire", "43120"), ("Aurillac", "15000"), ("Saint-Flour", "15100"), ("Mauriac", "15200"),
)  # fmt: skip
STREETS = (
    "rue des Volcans", "rue du Vieux-Lavoir", "avenue des Dômes", "impasse des Genêts", "chemin de la Croix-Blanche",
    "rue de la Source", "place du Marché-aux-Grains", "allée des Tilleuls", "route de la Limagne", "rue du Four-Banal",
    "rue des Couteliers", "boulevard des Narses", "chemin des Orgues", "rue Basse", "rue du Pré-Haut",
)  # fmt: skip
SERIES = (
    ("Bac général", 34), ("Bac STMG", 22), ("Bac STI2D", 9), ("Bac STAV", 6), ("Bac ST2S", 5),
    ("Bac professionnel Métiers du commerce et de la vente", 11), ("Bac professionnel Assistance à la gestion", 8),
    ("Bac professionnel Maintenance des systèmes", 5),
)  # fmt: skip
#: Employers: name, the eight digits that their SIREN begins with, the establishment.
EMPLOYERS = (
    ("Maison Chastaing", "99901234", "0001"), ("Sport Puy Équipement", "99904417", "0002"),
    ("Coopérative Limagne Verte", "99917700", "0011"), ("L’Ardoise Immobilier", "99922185", "0003"),
    ("Sancy Distribution", "99930926", "0001"), ("Coutellerie de la Durolle", "99941503", "0001"),
    ("Ateliers Bois-Noir", "99942610", "0001"), ("Transports Gergovin", "99943724", "0004"),
    ("Fromagerie des Hautes-Planèzes", "99944838", "0002"), ("Cabinet Verdier-Lancelle", "99945942", "0001"),
    ("Mécanique du Livradois", "99946053", "0001"), ("Boulangerie des Dômes", "99947167", "0003"),
    ("Élagage et Paysages du Sancy", "99948271", "0001"), ("Imprimerie de la Sioule", "99949385", "0001"),
    ("Hôtel des Sources Claires", "99950499", "0001"), ("Garage de la Croix-Blanche", "99951503", "0002"),
    ("Volcania Sports", "99952617", "0001"), ("Électricité Montcelet", "99953721", "0001"),
    ("Pharmacie du Vieux-Pont", "99954835", "0001"), ("Domaine des Trois-Sucs", "99955949", "0001"),
    ("Agence Belle-Limagne", "99956053", "0005"), ("Charpentes Artense", "99957167", "0001"),
    ("Résidence Les Genêts", "99958271", "0001"), ("Association Plein-Air du Cézallier", "99959385", "0001"),
)  # fmt: skip
REFUSAL_DETAILS = (
    "Résultats en mathématiques trop fragiles pour le programme de première année.",
    "Le projet décrit relève d’une formation de la filière production.",
    "Entretien manqué deux fois sans nouvelles du candidat.",
)
NOTES = (
    "Vu au salon de février : projet clair, cherche une entreprise autour de Riom.",
    "Relancé par téléphone, n’a pas encore d’employeur. Atelier CV proposé.",
    "Entretien très positif, à mettre en relation avec une entreprise partenaire.",
    "Permis prévu en juin, peut aller jusqu’à Issoire.",
    "A déjà effectué son stage de première chez cet employeur.",
    "Attend la réponse d’une entreprise de Thiers pour la fin du mois.",
    "Hésite avec une formation sous statut scolaire, à rappeler.",
    "Rendez-vous pris avec le chargé des relations avec les entreprises.",
)
