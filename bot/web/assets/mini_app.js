// Opened as a Mini App, the page takes Telegram's colours. Telegram hands them over in the
// fragment of the address (https://core.telegram.org/bots/webapps), and tells of changes.
"use strict";
(() => {
  const found = /[#?&]tgWebAppThemeParams=([^&]*)/.exec(location.hash);
  if (!found) return;

  const root = document.documentElement;
  const PROPERTIES = { bg_color: "--paper", text_color: "--ink", link_color: "--link" };

  function isDark(color) {
    const [red, green, blue] = [1, 3, 5].map((place) => parseInt(color.slice(place, place + 2), 16));
    return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
  }

  function paint(theme) {
    if (typeof theme !== "object" || theme === null) return;
    for (const [name, property] of Object.entries(PROPERTIES)) {
      const color = theme[name];
      if (typeof color !== "string" || !/^#[0-9a-f]{6}$/i.test(color)) continue;
      root.style.setProperty(property, color);
      if (name === "bg_color") root.style.colorScheme = isDark(color) ? "dark" : "light";
    }
  }

  function tell(eventType, eventData = {}) {
    if (window.TelegramWebviewProxy) {
      window.TelegramWebviewProxy.postEvent(eventType, JSON.stringify(eventData));
    } else if (window.external && "notify" in window.external) {
      window.external.notify(JSON.stringify({ eventType, eventData }));
    } else if (window.parent !== window) {
      // To any site: what is told is no secret, and only Telegram's may frame this page.
      window.parent.postMessage(JSON.stringify({ eventType, eventData }), "*");
    }
  }

  function hear(eventType, eventData) {
    if (eventType === "theme_changed") paint(eventData && eventData.theme_params);
  }

  function parsed(json) {
    try {
      return JSON.parse(json);
    } catch {
      return null;
    }
  }

  function decoded(value) {
    try {
      return decodeURIComponent(value);
    } catch {
      return "";
    }
  }

  paint(parsed(decoded(found[1])));
  window.Telegram = { WebView: { receiveEvent: hear } };
  window.TelegramGameProxy = { receiveEvent: hear };
  window.addEventListener("message", (event) => {
    const message = event.source === window.parent && parsed(event.data);
    if (message) hear(message.eventType, message.eventData);
  });

  document.addEventListener("DOMContentLoaded", () => {
    // The fragment is Telegram's now, so it leads nowhere by itself.
    const place = location.hash.slice(1).split(/[?&]/)[0];
    const quoted = document.querySelector("mark") || document.getElementById(place);
    if (quoted) {
      quoted.classList.add("quoted");
      quoted.scrollIntoView({ block: "center" });
    }
    tell("web_app_ready");
    tell("web_app_expand");
  });
})();
