/* Tremplin — comportements minimaux. Aucun eval, aucun style en ligne : compatible « default-src 'self' ». */
(() => {
  "use strict";
  const racine = document.documentElement;
  const $ = (s, e = document) => e.querySelector(s), $$ = (s, e = document) => [...e.querySelectorAll(s)];
  const lire = (c) => { try { return localStorage.getItem(c); } catch { return null; } };
  const ecrire = (c, v) => { try { localStorage.setItem(c, v); } catch { /* navigation privée */ } };

  /* Thème et colonnes masquées : posés sur <html> avant l'affichage, donc aussi valables après chaque échange. */
  const sombre = matchMedia("(prefers-color-scheme: dark)");
  const appliquer = () => { const t = lire("theme") || "auto"; racine.dataset.bsTheme = t === "auto" ? (sombre.matches ? "dark" : "light") : t; };
  appliquer(); sombre.addEventListener("change", appliquer);
  const masquees = () => (lire("colonnes") || "").split(" ").filter(Boolean);
  racine.dataset.sans = masquees().join(" ");

  /* Heure : celle du serveur (réelle ou simulée) au chargement, puis le temps écoulé. Jamais celle du poste. */
  let decalage = 0, heureLue = null;
  const PARIS = new Intl.DateTimeFormat("fr-FR", { timeZone: "Europe/Paris", hour: "2-digit", minute: "2-digit" });
  const maintenant = () => Date.now() + decalage;
  const duree = (ms) => { const s = Math.max(0, Math.ceil(ms / 1000)), m = Math.ceil(s / 60); return s < 60 ? s + " s" : m < 60 ? m + " min" : Math.floor(m / 60) + " h" + (m % 60 ? " " + String(m % 60).padStart(2, "0") : ""); };
  /* Délai d'un candidat, en mots ; l'écart avec le poste est mesuré à l'arrivée de la page. */
  const nombre = (n, mot) => n + "\u00a0" + mot + (n > 1 ? "s" : "");
  const reste = (ms) => {
    const m = Math.ceil(ms / 60000), j = Math.floor(m / 1440), h = Math.floor(m / 60) % 24, deux = (a, b) => b ? a + " et " + b : a;
    if (m <= 0) return "Le délai est passé";
    return "Il vous reste " + (j ? deux(nombre(j, "jour"), h && nombre(h, "heure")) : h ? deux(nombre(h, "heure"), m % 60 && nombre(m % 60, "minute")) : nombre(m, "minute"));
  };
  const battre = () => {
    const h = $("[data-horloge]");
    if (h && h.dataset.horloge !== heureLue) { heureLue = h.dataset.horloge; decalage = Date.parse(heureLue) - Date.now(); }
    if (h) ($("b", h) || h).textContent = PARIS.format(maintenant());
    $$("[data-reste]").forEach((d) => {
      d.ecart ??= Date.parse(d.dataset.maintenant) - Date.now();
      const t = reste(Date.parse(d.dataset.reste) - Date.now() - d.ecart); if (d.textContent !== t) d.textContent = t;
    });
    $$("[data-decompte]").forEach((d) => {
      const reste = Date.parse(d.dataset.decompte) - maintenant();
      d.textContent = duree(reste);
      if (reste <= 0 && !d.hasAttribute("data-echu")) { d.setAttribute("data-echu", ""); d.dispatchEvent(new CustomEvent("echeance", { bubbles: true })); }
    });
  };

  /* Fermer sans rien enregistrer, et rendre le focus à l'élément qui a ouvert. */
  let origine = null;
  const montre = (e) => (e?.getClientRects().length ? e : null);
  const rendre = () => { if (origine) (montre(origine) || montre(document.getElementById(origine.id)) || $("#liste tr[data-courant] [data-ouvre]") || $("#liste [data-ouvre]"))?.focus(); origine = null; };
  const ouvrirDialogue = (d) => { if (!d.open) { origine = origine || document.activeElement; d.showModal(); } };
  const fermer = (id) => { const e = document.getElementById(id); if (!e) return; if (e.matches("dialog")) e.close(); else if (e.matches(".panneau")) e.replaceChildren(); else e.remove(); rendre(); };

  /* Lignes : J et K déplacent le focus de ligne en ligne, sans boucler. La ligne courante survit aux échanges. */
  let ligneCourante = null;
  const lignes = () => $$("#liste tbody tr");
  const courante = () => document.activeElement?.closest?.("#liste tbody tr") || $("#liste tr[data-courant]");
  const marquer = (id) => { ligneCourante = id; lignes().forEach((r) => r.toggleAttribute("data-courant", r.id === id)); };
  const aller = (pas) => {
    const l = lignes(); if (!l.length) return $(pas > 0 ? "a[rel=next]" : "a[rel=prev]")?.click();
    const k = courante() ? l.indexOf(courante()) + pas : 0, cible = l[Math.max(0, Math.min(l.length - 1, k))];
    marquer(cible.id); $("[data-ouvre]", cible)?.focus();
    if ($("#panneau")?.childElementCount) { origine = $("[data-ouvre]", cible); $('[data-touche="d"]', cible)?.click(); }
  };
  const cadrer = () => { if ($("#panneau")?.childElementCount && innerWidth > 992) $(".atelier")?.scrollIntoView({ block: "start", behavior: "instant" }); };
  const confirmer = (champ) => {
    const juste = champ.value.trim().toUpperCase() === champ.dataset.attendu;
    document.getElementById(champ.dataset.bouton)?.setAttribute("aria-disabled", String(!juste));
  };
  const compter = () => { const s = $("#selection"); if (!s) return; const n = $$('#liste [name="c"]:checked').length; s.hidden = !n; $("[data-compte]", s).textContent = n; };

  /* Brouillon d'un contrat : employeur et SIRET seulement, dans cet onglet, par compte ; effacé une fois enregistré ou à la déconnexion. */
  const GARDES = ["employer_name", "siret"];
  const coffre = (f) => `brouillon:${racine.dataset.personne || ""}:${f}`;
  const garder = (f) => {
    const v = Object.fromEntries(GARDES.map((n) => [n, f.elements[n]?.value || ""]));
    try { sessionStorage.setItem(coffre(f.dataset.brouillon), JSON.stringify(v)); } catch { return; }
    const t = $("[data-brouillon-heure]"); if (t) t.textContent = "Brouillon gardé à " + PARIS.format(maintenant());
  };
  const reprendre = (f) => {
    let v; try { v = JSON.parse(sessionStorage.getItem(coffre(f.dataset.brouillon)) || "null"); } catch { return; }
    if (!v) return;
    for (const n of GARDES) { const c = f.elements[n]; if (c && !c.value && v[n]) { c.value = v[n]; c.dispatchEvent(new Event("input", { bubbles: true })); } }
  };
  const oublier = (prefixe) => { try { Object.keys(sessionStorage).filter((c) => c.startsWith(prefixe)).forEach((c) => sessionStorage.removeItem(c)); } catch { /* navigation privée */ } };

  /* Tout ce qui vient d'arriver dans la page, au chargement comme après un échange. */
  const preparer = () => {
    $$("[data-attendu]").forEach(confirmer); compter(); battre();
    if (ligneCourante) marquer(ligneCourante);
    $$("[data-brouillon-efface]").forEach((e) => oublier(coffre(e.dataset.brouillonEfface)));
    $$("form[data-brouillon]").forEach((f) => { if (!f.hasAttribute("data-repris")) { f.setAttribute("data-repris", ""); reprendre(f); } });
    /* Un filtre choisi par un compteur se lit aussi dans la barre d'outils, et l'inverse. */
    const f = JSON.parse($("#liste")?.dataset.filtres || "null");
    if (f) {
      $$(".tuile").forEach((t) => { if (t.dataset.filtre === f.etat) t.setAttribute("aria-current", "true"); else t.removeAttribute("aria-current"); });
      for (const [nom, valeur] of Object.entries(f)) { const c = $(`#filtres [name="${nom}"]`); if (c && c !== document.activeElement) c.value = valeur; }
      $$("[data-sans-filtre]").forEach((b) => { b.hidden = !Object.values(f).some(Boolean); });
    }
    $$("[data-colonne]").forEach((c) => { c.checked = !masquees().includes(c.dataset.colonne); });
  };

  document.addEventListener("click", (e) => {
    const b = e.target.closest("button, a, input, summary"); if (!b) return;
    if (b.getAttribute("aria-disabled") === "true") { e.preventDefault(); e.stopImmediatePropagation(); $("#" + (b.getAttribute("aria-describedby") || "x"))?.closest(".champ")?.querySelector("input")?.focus(); return; }
    const l = b.closest("#liste tbody tr"); if (l && b.matches("[hx-target='#panneau']")) marquer(l.id);
    /* sur une page entière, rien n'est ouvert : le lien de fermeture mène à la page d'où l'on vient */
    const f = document.getElementById(b.dataset.fermer || ""); if (f && (!f.matches("dialog") || f.open) && !f.matches(".pleine, .dialogue-page")) { if (b.matches("a")) e.preventDefault(); fermer(f.id); }
    if (b.hasAttribute("data-imprimer")) print();
    if (b.hasAttribute("data-suivant") && lignes().length) { e.preventDefault(); aller(1); }
    if (b.hasAttribute("data-tout")) { $$('[name="c"]', b.closest("table")).forEach((c) => { c.checked = b.checked; }); compter(); }
    if (b.hasAttribute("data-rien")) { $$('#liste :checked').forEach((c) => { c.checked = false; }); compter(); $("#liste [data-tout]")?.focus(); }
    if (b.dataset.remplir) { const c = document.getElementById(b.dataset.remplir); c.value = b.dataset.valeur; c.focus(); }
    if (b.dataset.montrer) { const c = document.getElementById(b.dataset.montrer), v = c.type === "password"; c.type = v ? "text" : "password"; b.setAttribute("aria-pressed", String(v)); }
    if (b.hasAttribute("data-theme-bascule")) { const s = racine.dataset.bsTheme === "dark" ? "light" : "dark"; ecrire("theme", s); appliquer(); }
  }, true);
  document.addEventListener("click", (e) => { $$("details.menu[open]").forEach((d) => { if (!d.contains(e.target)) d.open = false; }); });
  document.addEventListener("input", (e) => {
    if (e.target.dataset?.attendu) confirmer(e.target);
    const f = e.target.closest?.("form[data-brouillon]"); if (f && GARDES.includes(e.target.name)) garder(f);
  });
  document.addEventListener("change", (e) => {
    if (e.target.name === "c") compter();
    if (e.target.hasAttribute?.("data-raccourcis")) ecrire("raccourcis", e.target.checked ? "oui" : "non");
    if (e.target.dataset?.colonne) { racine.dataset.sans = $$("[data-colonne]:not(:checked)").map((c) => c.dataset.colonne).join(" "); ecrire("colonnes", racine.dataset.sans); }
  });
  document.addEventListener("submit", (e) => {
    if (e.submitter?.getAttribute("aria-disabled") === "true") { e.preventDefault(); e.stopImmediatePropagation(); }
    if (e.target.hasAttribute("data-deconnexion")) oublier("brouillon:");
  }, true);

  /* Raccourcis : jamais dans un champ, jamais dans un dialogue, désactivables (WCAG 2.1.4). Aucun n'enregistre. */
  document.addEventListener("keydown", (e) => {
    if (e.key === "Escape") { const m = $("details.menu[open]"); if (m) { m.open = false; $("summary", m).focus(); } else if (!$("dialog[open]") && $("#panneau")?.childElementCount) fermer("panneau"); return; }
    if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "k") { e.preventDefault(); $("#partout")?.focus(); return; }
    if (e.ctrlKey || e.metaKey || e.altKey || $("dialog[open]") || lire("raccourcis") === "non") return;
    if (e.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]")) return;
    const l = courante(), agir = { j: () => aller(1), k: () => aller(-1), x: () => $('[name="c"]', l || document)?.click(), "/": () => $("#q")?.focus(), "?": () => { origine = document.activeElement; $("#aide")?.showModal(); }, d: () => $('[data-touche="d"]', l || document)?.click(), c: () => $('[data-touche="c"]', l || document)?.click() };
    if (/^[1-9]$/.test(e.key) && !e.target.closest(".choix")) agir[e.key] = () => $$(".tuile")[e.key - 1]?.click();
    if (l && !e.target.closest("a, button, summary, .panneau")) agir.Enter = () => $("[data-ouvre]", l)?.click();
    if (Object.hasOwn(agir, e.key)) { e.preventDefault(); agir[e.key](); }
  });

  /* htmx : jeton CSRF, requêtes conditionnelles des sondes, pause onglet caché, focus sur le titre de ce qui vient d'arriver. */
  const sonde = (e) => e.detail.elt.hasAttribute("data-sonde");
  document.addEventListener("htmx:configRequest", (e) => {
    if (e.detail.verb !== "get") e.detail.headers["X-CSRFToken"] = $("meta[name=csrf-token]")?.content || "";
    else if (e.detail.elt.dataset.etag) e.detail.headers["If-None-Match"] = e.detail.elt.dataset.etag;
  });
  document.addEventListener("htmx:beforeRequest", (e) => {
    if (sonde(e) && document.hidden) e.preventDefault();
    else if (!sonde(e) && e.detail.target?.matches("#panneau, #dialogue")) origine = origine || document.activeElement;
  });
  document.addEventListener("htmx:afterRequest", (e) => {
    if (!sonde(e)) return;
    const etag = e.detail.xhr?.getResponseHeader("ETag"); if (etag) e.detail.elt.dataset.etag = etag;
    if ([401, 403, 404].includes(e.detail.xhr?.status)) e.detail.elt.remove();
  });
  document.addEventListener("htmx:afterSwap", (e) => {
    const t = e.detail.target;
    if (t.matches("dialog") && t.childElementCount) ouvrirDialogue(t);
    if (t.id === "panneau") cadrer();
    if (t.hasAttribute("data-focus")) t.focus();
    if (t.id === "panneau" || t.id === "dialogue") ($("[data-focus]:not(:empty)", t) || $("[autofocus]", t) || $("[aria-invalid=true], [tabindex='-1']", t) || t).focus({ preventScroll: true });
  });
  document.addEventListener("htmx:afterSettle", preparer);
  /* Un deux-points, un guillemet ne commence ni ne finit une ligne tout seul : leur espace devient insécable. */
  const insecables = (dans) => {
    const t = document.createTreeWalker(dans, NodeFilter.SHOW_TEXT);
    for (let n; (n = t.nextNode());)
      if (/ [:;?!»]|« /.test(n.data) && !n.parentElement.closest("textarea, pre, code")) n.data = n.data.replace(/ (?=[:;?!»])|(?<=«) /g, "\u00a0");
  };
  document.addEventListener("htmx:load", (e) => insecables(e.target));
  /* Un compteur qui change s'éclaire ; ceux qui reviennent identiques restent tranquilles. */
  const nombres = new Map();
  const compteurs = (montrer) => $$("[data-counter]").forEach((n) => {
    if (montrer && nombres.has(n.id) && nombres.get(n.id) !== n.textContent) { n.classList.remove("change"); void n.offsetWidth; n.classList.add("change"); }
    nombres.set(n.id, n.textContent);
  });
  document.addEventListener("htmx:afterSettle", () => compteurs(true));
  const message = (ton, icone, texte) => {
    const m = $("#modele-message")?.content.cloneNode(true); if (!m) return;
    const t = $(".toast-t", m), u = $("use", t); t.dataset.ton = ton; t.id = "m-" + Date.now(); u.setAttribute("href", u.getAttribute("href").replace(/#.*/, "#" + icone));
    $("b", t).textContent = texte; $("button", t).dataset.fermer = t.id; $("#alertes").replaceChildren(m);
  };
  document.addEventListener("htmx:responseError", (e) => {
    if (sonde(e)) return;
    const perdue = e.detail.xhr.status === 401;
    message("bloque", perdue ? "lock" : "alert-triangle", perdue ? "Votre session est fermée. Rien n’a été modifié. Reconnectez-vous, puis recommencez." : e.detail.xhr.status === 403 ? "Vous n’avez pas le droit de faire cela. Rien n’a été modifié." : "Le serveur a répondu par une erreur. Rien n’a été modifié.");
  });
  for (const n of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(n, (e) => { if (!sonde(e)) message("attention", "refresh", "Pas de réponse du serveur. Vérifiez l’état du dossier avant de recommencer."); });

  /* Clés d'accès : le navigateur répond à la place d'un code. Là où il ne sait pas faire, ces formulaires restent cachés. */
  const repondre = async (f) => {
    const o = JSON.parse(f.dataset.options), P = PublicKeyCredential;
    const c = f.dataset.cle === "demander"
      ? await navigator.credentials.get({ publicKey: P.parseRequestOptionsFromJSON(o) })
      : await navigator.credentials.create({ publicKey: P.parseCreationOptionsFromJSON(o) });
    f.elements.credential.value = JSON.stringify(c.toJSON()); f.submit();
  };
  document.addEventListener("submit", (e) => {
    const f = e.target; if (!f.dataset.cle || f.elements.credential.value) return;
    const m = $("[data-cle-erreur]", f); e.preventDefault(); m.hidden = true;
    repondre(f).catch(() => { m.hidden = false; });
  });

  /* Imprimer un dossier laisse une trace, comme l'ouvrir. */
  addEventListener("beforeprint", () => {
    const adresse = $("[data-impression]")?.dataset.impression; if (!adresse) return;
    fetch(adresse, { method: "POST", keepalive: true, headers: { "X-CSRFToken": $("meta[name=csrf-token]")?.content || "" } }).catch(() => { /* le serveur ne répond plus */ });
  });

  addEventListener("load", cadrer);
  document.addEventListener("DOMContentLoaded", () => {
    ligneCourante = $("#liste tr[data-courant]")?.id || null;
    insecables(document.body); $$("dialog[data-ouvrir]").forEach(ouvrirDialogue); cadrer(); preparer(); compteurs(false); setInterval(battre, 1000);
    const r = $("[data-raccourcis]"); if (r) r.checked = lire("raccourcis") !== "non";
    $$("dialog").forEach((d) => d.addEventListener("close", rendre));
    if (window.PublicKeyCredential?.parseRequestOptionsFromJSON) $$("form[data-cle]").forEach((f) => { f.hidden = false; });
  });
})();
