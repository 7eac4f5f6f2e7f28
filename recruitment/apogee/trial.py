"""« Tester le connecteur » of Apogée (R7.3; S3 II.B): it is there, it has our operation, it takes our credentials.

The call that tries it names nobody: Apogée refuses it by its own exception, which only it can raise.
"""

from recruitment.apogee import soap
from recruitment.exchanges.connectors import ConnectorRefusedError, Opened, register_test
from recruitment.exchanges.outgoing import Outgoing

OPERATION = b"mettreajourDonneesOpi_v10"


def try_connection(connector: Opened, outgoing: Outgoing) -> str:
    """Try the connector of a centre. Raises OutgoingError, ConnectorRefusedError."""
    address = str(connector.settings["opi_url"])
    description = outgoing.get(f"{address}?wsdl")
    if OPERATION not in description.body:
        raise ConnectorRefusedError(
            "Ce service répond, mais il ne propose pas l’opération mettreajourDonneesOpi_v10 : vérifiez l’adresse "
            "d’OpiMetier et la version d’Apogée."
        )
    try:
        soap.update_opi(outgoing, address, None)
    except soap.Refused:
        pass  # nobody was named: this is the answer that an Apogée which works gives
    except soap.Unanswered as silence:
        raise ConnectorRefusedError(f"L’appel d’essai n’a pas abouti : {silence.words}.") from silence
    return "Apogée répond et accepte les identifiants. Les OPI peuvent partir."


register_test("apogee", try_connection)
