"""The candidates of the main programme that the guide and the pictures of the product show by name."""

from recruitment.rules.vocabulary import ApplicationState as State

_LINES = """
2402981 F Astier Camille 0 seeking_contract
2418337 F Belkacem Inès 1 confirmed
2390458 F Bonnefoy Léa 2 accepted
2431160 M Brun Hugo 3 unconfirmed
2411524 M Carpentier Enzo 4 confirmed
2397702 F Chabrol Louise 5 accepted_keeping_wishes
2426613 M Delmas Nathan 1 refused
2438005 F Diarra Aïssatou 3 confirmed
2401119 M Escoffier Tom 2 seeking_contract
2401775 F Fontanier Maëlys 0 offer_pending
2409981 M Garrigue Théo 4 unconfirmed
2415870 M Haddad Yanis 1 seeking_contract
2394236 F Jouve Emma 5 offer_pending
2388914 F Lemoine Jade 3 accepted
2420747 F Moreau Lina 2 withdrawn
2390112 M Morvan Lucas 0 offer_pending
2417745 F N’Diaye Sarah 1 confirmed
2406358 M Ouali Rayan 4 seeking_contract
2399627 M Peyrard Mathis 5 withdrawn_with_contract
2392083 M Pons Gabriel 3 accepted
2422491 F Rivoire Manon 2 confirmed
2435572 M Sauvage Adam 0 unconfirmed
2391846 M Tessier Noah 1 accepted
2413309 F Thévenin Zoé 4 seeking_contract
2396051 F Vasseur Clara 5 accepted_keeping_wishes
2419204 F Aubert Nina 0 confirmed
2408816 M Bessière Paul 3 confirmed
2424037 F Cisse Fatou 1 confirmed
2416692 M Dumas Elliot 5 confirmed
2429950 F Faure Agathe 2 confirmed
2404471 M Gilbert Sacha 4 confirmed
2427318 F Lacroix Romane 0 confirmed
2412265 M Mercier Ilyes 1 confirmed
2433891 F Pelletier Ambre 3 confirmed
2407143 M Roussel Axel 5 confirmed
2436628 M Traoré Moussa 2 confirmed
"""
#: Number, sex, last name, first name, rank of the school, state.
FAMILIAR = tuple(
    (number, sex, last, first, int(school), State(state))
    for number, sex, last, first, school, state in (line.split() for line in _LINES.split("\n") if line)
)
#: Those of them who confirmed on or after 9 May.
CONFIRMED_LATE = frozenset({"2438005", "2436628"})
#: The one whose offer is to be answered by tomorrow evening; the others answer by tonight.
ANSWERS_TOMORROW = frozenset({"2401775"})
#: The one who declined an offer a few days ago.
DECLINED_IN_MAY = "2399627"
