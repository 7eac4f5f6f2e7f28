"""Every job on one page: its name, what it is called on the screen, how often it runs, what it does."""

from datetime import time, timedelta

from recruitment.accounts.people.unused import CLOSE_UNUSED, close_unused, preview_unused
from recruitment.apogee.jobs import (
    SEND_OPI,
    UPLINK_PAID,
    opi_wait,
    pass_on_paid,
    preview_opi,
    preview_paid,
    send_opi,
)
from recruitment.applications.jobs import SWEEP, preview_sweep, sweep_deadlines
from recruitment.applications.reminders import REMIND, preview_reminders, remind_deadlines
from recruitment.contracts.jobs import (
    REMIND_OFFERS,
    SWEEP_OFFERS,
    preview_offers,
    remind_offers,
    sweep_offers,
)
from recruitment.contracts.jobs import preview_reminders as preview_offer_reminders
from recruitment.invariants.jobs import check_invariants, preview_invariants
from recruitment.mail.jobs import SEND, mails_wait, preview_mails, send_mails
from recruitment.platform import jobs as platform
from recruitment.privacy import jobs as privacy
from recruitment.report.jobs import FREEZE, freeze_reports, preview_freeze
from recruitment.schedule import purges
from recruitment.schedule.cadence import DailyAt, Every
from recruitment.schedule.imports import (
    forget_imports,
    imports_wait,
    preview_forgotten,
    preview_imports,
    run_imports,
)
from recruitment.schedule.job import Job
from recruitment.schedule.own_offers import OWN, preview_own_offers, take_own_offers
from recruitment.stations.jobs import END_OF_DAY, end_of_day, preview_end_of_day

JOBS = (
    Job(
        SWEEP,
        "Passage automatique en recherche de contrat",
        "Place en recherche de contrat les candidatures confirmées que personne n’a tranchées à temps.",
        Every(timedelta(seconds=30)),
        sweep_deadlines,
        preview_sweep,
    ),
    Job(
        SWEEP_OFFERS,
        "Expiration des propositions sans réponse",
        "Met fin aux propositions dont le délai de réponse est passé et libère leurs places. Les autres vœux encore "
        "ouverts du candidat sont perdus.",
        Every(timedelta(seconds=30)),
        sweep_offers,
        preview_offers,
    ),
    Job(
        REMIND_OFFERS,
        "Rappels des propositions à répondre",
        "Prévient la veille du dernier jour chaque candidat dont la proposition attend encore : un courriel par "
        "proposition.",
        DailyAt(time(9)),
        remind_offers,
        preview_offer_reminders,
    ),
    Job(
        REMIND,
        "Rappels des dates limites d’examen",
        "Prévient les gestionnaires 7 jours et 1 jour avant le dernier jour : un courriel par personne.",
        DailyAt(time(7)),
        remind_deadlines,
        preview_reminders,
    ),
    Job(
        "run-imports",
        "Imports demandés à l’écran",
        "Vérifie les fichiers reçus, puis enregistre ceux que quelqu’un a confirmés.",
        Every(timedelta(seconds=2)),
        run_imports,
        preview_imports,
        length=timedelta(minutes=5),
        waiting=imports_wait,
    ),
    Job(
        SEND,
        "Envoi des courriels",
        "Remet au serveur de courriel ce qui attend, et réessaie ce qui n’est pas parti, pendant trois jours.",
        Every(timedelta(seconds=3)),
        send_mails,
        preview_mails,
        length=timedelta(minutes=3),
        waiting=mails_wait,
    ),
    Job(
        SEND_OPI,
        "Envoi des OPI à Apogée",
        "Envoie à Apogée les admis dont quelque chose a changé, avec leur code décision, une fois le connecteur testé.",
        Every(timedelta(seconds=30)),
        send_opi,
        preview_opi,
        length=timedelta(minutes=5),
        waiting=opi_wait,
    ),
    Job(
        UPLINK_PAID,
        "Remontée des inscriptions payées",
        "Remet à la remontée vers Parcoursup les inscriptions payées ou annulées qu’Apogée a rendues dans la journée.",
        DailyAt(time(19)),
        pass_on_paid,
        preview_paid,
    ),
    Job(
        platform.UPLINK,
        "Remontée des inscriptions à la plateforme",
        "Informe la plateforme des inscriptions effectuées et annulées, une fois chacune, et réessaie ce qui n’a pas "
        "eu de réponse.",
        Every(timedelta(seconds=10)),
        platform.run_uplink,
        platform.preview_uplink,
        length=timedelta(minutes=5),
        waiting=platform.uplink_waits,
    ),
    Job(
        platform.RECEIVE,
        "Réception des admis, la nuit",
        "Demande à la plateforme les admis des établissements qui les ont reçus une première fois à la main. Si plus "
        "d’un sur cinq disparaissait, rien n’est enregistré.",
        DailyAt(time(5, 30)),
        platform.receive_admitted,
        platform.preview_receive,
        length=timedelta(minutes=10),
    ),
    Job(
        END_OF_DAY,
        "Fin de journée des inscriptions sur place",
        "Là où l’établissement l’a choisi, met en file pour la plateforme les inscriptions validées et payées, une "
        "fois chacune.",
        DailyAt(time(19)),
        end_of_day,
        preview_end_of_day,
    ),
    Job(
        FREEZE,
        "Rapports publics figés",
        "La période terminée, garde les rapports publiés avec leurs chiffres du dernier jour. Plus rien n’y change.",
        DailyAt(time(0, 1)),
        freeze_reports,
        preview_freeze,
    ),
    Job(
        "check-invariants",
        "Contrôle des états impossibles",
        "Relit les compteurs, les places, les décisions, les contrats et le journal. Ne change rien.",
        DailyAt(time(3, 30)),
        check_invariants,
        preview_invariants,
        length=timedelta(minutes=15),
    ),
    Job(
        OWN,
        "Nos acceptations dans la liste des admis",
        "Là où quelqu’un l’a demandé une fois, reprend chaque matin les propositions acceptées.",
        DailyAt(time(5, 30)),
        take_own_offers,
        preview_own_offers,
        length=timedelta(minutes=5),
    ),
    Job(
        "purge-submissions",
        "Oubli des jetons de formulaires",
        "Efface les jetons à usage unique de plus de 7 jours.",
        DailyAt(time(4)),
        purges.purge_submissions,
        purges.preview_submissions,
    ),
    Job(
        "purge-login-attempts",
        "Oubli des tentatives de connexion",
        "Efface les tentatives de connexion et les recherches par numéro de plus de 30 jours.",
        DailyAt(time(4, 5)),
        purges.purge_login_attempts,
        purges.preview_login_attempts,
    ),
    Job(
        "purge-drafts",
        "Oubli des refus préparés devenus sans objet",
        "Efface les refus préparés pour des dossiers décidés autrement depuis. L’historique les garde.",
        DailyAt(time(4, 3)),
        purges.purge_drafts,
        purges.preview_drafts,
    ),
    Job(
        "purge-logins",
        "Oubli des anciennes connexions",
        "Efface les connexions sans usage depuis plus d’un an, sauf la dernière de chaque compte.",
        DailyAt(time(4, 8)),
        purges.purge_logins,
        purges.preview_logins,
    ),
    Job(
        "purge-factor-traces",
        "Oubli des traces de seconde vérification",
        "Efface codes envoyés, essais, réseaux reconnus et visites de candidats, sans usage depuis 30 jours.",
        DailyAt(time(4, 6)),
        purges.purge_factor_traces,
        purges.preview_factor_traces,
    ),
    Job(
        "purge-account-links",
        "Oubli des liens de mot de passe",
        "Efface les liens d’invitation et de mot de passe oublié, et leurs demandes, terminés depuis 30 jours.",
        DailyAt(time(4, 7)),
        purges.purge_account_links,
        purges.preview_account_links,
    ),
    Job(
        CLOSE_UNUSED,
        "Fermeture des comptes inutilisés",
        "Si l’installation le demande : prévient 30 jours avant, puis ferme les comptes sans usage depuis 6 mois.",
        DailyAt(time(6)),
        close_unused,
        preview_unused,
    ),
    Job(
        "purge-job-runs",
        "Oubli des anciennes exécutions",
        "Efface les comptes rendus d’exécution de plus de 90 jours, et les numéros sans candidature ici que des listes "
        "de réponses contenaient.",
        DailyAt(time(4, 10)),
        purges.purge_job_runs,
        purges.preview_job_runs,
    ),
    Job(
        "forget-imports",
        "Abandon des imports non confirmés",
        "Abandonne les imports que personne n’a confirmés depuis 24 heures, et efface leurs lignes ; supprime les "
        "fichiers qu’un arrêt brutal a laissés.",
        DailyAt(time(4, 20)),
        forget_imports,
        preview_forgotten,
    ),
    Job(
        "purge-accesses",
        "Oubli des consultations de dossiers",
        "Efface de la trace des consultations ce qui a plus d’un an.",
        DailyAt(time(4, 15)),
        purges.purge_accesses,
        purges.preview_accesses,
    ),
    Job(
        "purge-exchange-lines",
        "Oubli du détail des échanges",
        "Efface le détail par personne des échanges terminés depuis plus de 90 jours. Leurs nombres restent.",
        DailyAt(time(4, 25)),
        purges.purge_exchange_lines,
        purges.preview_exchange_lines,
    ),
    Job(
        privacy.ANONYMISE,
        "Anonymisation après la session",
        "Trois mois après la fin de la session, rend anonymes les candidats refusés ou partis, et efface les "
        "coordonnées de ceux qui n’ont pas de contrat. Un dossier dont l’effacement est suspendu reste entier.",
        DailyAt(time(4, 30)),
        privacy.anonymise_candidates,
        privacy.preview_anonymise,
        length=timedelta(minutes=5),
    ),
    Job(
        privacy.PURGE,
        "Purge des anciennes sessions",
        "Deux ans après la fin de la session, rend anonymes tous ses candidats. Les compteurs restent.",
        DailyAt(time(4, 45)),
        privacy.purge_sessions,
        privacy.preview_purge,
        length=timedelta(minutes=5),
    ),
    Job(
        privacy.MAILS,
        "Oubli des courriels partis",
        "Efface les lignes des courriels de plus de trois mois, partis ou définitivement échoués.",
        DailyAt(time(4, 25)),
        privacy.purge_mails,
        privacy.preview_mails,
    ),
)
BY_NAME = {job.name: job for job in JOBS}
