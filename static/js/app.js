// What pages need beyond htmx: focus, busy buttons, quiet polling, dialogs, and words when the connection is lost.
// Every page works without this file.
(() => {
  "use strict";
  const doc = document;
  const LOST = "Sambungan terputus, isian belum terkirim. Periksa jaringan, lalu tekan lagi.";
  const ENDED = "Sesi Anda sudah berakhir. Simpan isian yang sedang ditulis; Anda akan diminta masuk.";
  const RELEASE_MS = 15000;

  const focusNote = (root) => {
    const note = root.querySelector("[data-focus]");
    if (note) note.focus();
  };

  const toast = (text, tone) => {
    const box = doc.getElementById("toasts");
    if (!box) return;
    const line = doc.createElement("p");
    line.className = "toast " + (tone || "ok");
    line.textContent = text;
    box.append(line);
  };

  // One press, one request
  const pressed = (elt) => elt.closest("form") || elt;
  const isBusy = (elt) => pressed(elt).getAttribute("aria-busy") === "true";
  const busy = (elt, on) => {
    if (on) pressed(elt).setAttribute("aria-busy", "true");
    else pressed(elt).removeAttribute("aria-busy");
  };
  const quiet = (elt) => {
    const next = pressed(elt).querySelector(".lost");
    if (next) next.remove();
  };
  const sayLost = (elt, button) => {
    quiet(elt);
    const line = doc.createElement("p");
    line.className = "lost err";
    line.setAttribute("role", "alert");
    line.textContent = LOST;
    const near = button || (elt.matches("form") ? elt.querySelector("button:not([type=button])") : elt);
    if (near) near.after(line);
    else pressed(elt).append(line);
  };

  doc.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "dialog") return;
    if (isBusy(form)) return event.preventDefault();
    if (!navigator.onLine && form.method === "post") {
      event.preventDefault();
      return sayLost(form, event.submitter);
    }
    quiet(form);
    busy(form, true);
    // An answer that is a file leaves the page as it is
    setTimeout(() => busy(form, false), RELEASE_MS);
  });
  addEventListener("pageshow", () => {
    doc.querySelectorAll("form[aria-busy]").forEach((form) => busy(form, false));
  });

  doc.addEventListener("htmx:confirm", (event) => {
    if (event.detail.verb !== "get" && isBusy(event.detail.elt)) event.preventDefault();
  });
  doc.addEventListener("htmx:beforeRequest", (event) => {
    const { elt, requestConfig } = event.detail;
    if (requestConfig.verb === "get") return;
    quiet(elt);
    busy(elt, true);
  });

  // Polling: not while nobody looks, and never under the hand
  const isPoll = (elt, cause) => elt.hasAttribute("data-etag") && !cause;
  const inUse = (box) => doc.hidden || (box && box.contains(doc.activeElement)) || (box && box.querySelector("dialog[open]"));
  doc.addEventListener("htmx:configRequest", (event) => {
    const { elt, headers, target, triggeringEvent } = event.detail;
    if (!isPoll(elt, triggeringEvent)) return;
    if (inUse(target)) return event.preventDefault();
    headers["X-Poll"] = "1";
    if (elt.dataset.etag) headers["If-None-Match"] = 'W/"' + elt.dataset.etag + '"';
  });
  doc.addEventListener("htmx:beforeSwap", (event) => {
    const { elt, xhr, requestConfig, target } = event.detail;
    const poll = isPoll(elt, requestConfig.triggeringEvent);
    if (poll && (inUse(target) || xhr.status >= 400)) event.detail.shouldSwap = false;
    // What was not shown must be asked for again, so only what is shown counts as known
    const etag = event.detail.shouldSwap && xhr.status === 200 && elt.hasAttribute("data-etag") && xhr.getResponseHeader("ETag");
    if (etag) elt.dataset.etag = etag.replace(/^W\/|"/g, "");
    if (xhr.status === 401 && requestConfig.verb !== "get") resend(event, elt, requestConfig);
  });
  // The session ended: send the form as a page, so that signing in keeps what was typed
  const resend = (event, elt, config) => {
    const form = elt.closest("form");
    if (!form || form.method !== "post") return;
    event.detail.shouldSwap = false;
    const button = config.triggeringEvent && config.triggeringEvent.submitter;
    if (button && button.name) {
      const held = doc.createElement("input");
      Object.assign(held, { type: "hidden", name: button.name, value: button.value });
      form.append(held);
    }
    HTMLFormElement.prototype.submit.call(form);
  };
  doc.addEventListener("htmx:afterRequest", (event) => {
    busy(event.detail.elt, false);
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    doc.addEventListener(name, (event) => {
      const { elt, requestConfig } = event.detail;
      const cause = requestConfig.triggeringEvent;
      if (!isPoll(elt, cause)) sayLost(elt, cause && cause.submitter);
    });
  }
  doc.addEventListener("htmx:afterSettle", (event) => focusNote(event.detail.elt.parentElement || doc));
  doc.addEventListener("toast", (event) => toast(event.detail.text, event.detail.tone));
  doc.addEventListener("session-ended", () => toast(ENDED, "wait"));

  // Dialogs: a link or button with data-dialog opens it; without script its href leads to the same form on a page
  doc.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    const dialog = opener && doc.getElementById(opener.dataset.dialog);
    if (dialog && dialog.showModal) {
      event.preventDefault();
      return dialog.showModal();
    }
    const closer = event.target.closest("[data-close]");
    if (closer) {
      const open = closer.closest("dialog");
      if (open) {
        event.preventDefault();
        open.close();
      }
    }
  });

  // htmx notes the address for a history that we do not keep; a search in it may name a person
  const forget = () => {
    try {
      sessionStorage.removeItem("htmx-current-path-for-history");
    } catch {
      // a browser that keeps nothing
    }
  };
  for (const name of ["htmx:pushedIntoHistory", "htmx:replacedInHistory", "htmx:historyRestore"]) {
    doc.addEventListener(name, forget);
  }
  forget();

  // "Pilih semua": ticks every row of its form
  doc.documentElement.classList.add("scripted");
  doc.addEventListener("change", (event) => {
    if (!event.target.matches("[data-tick-all]")) return;
    const form = event.target.closest("form");
    form.querySelectorAll(".tick input").forEach((box) => {
      box.checked = event.target.checked;
    });
  });

  focusNote(doc);
})();
