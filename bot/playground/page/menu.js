// A menu that opens beside what was pressed, and is worked with arrow keys.

import { byId, element } from "./dom.js";

const MARGIN = 8;

/**
 * Opens a menu.
 * @param {Element|{x: number, y: number}} place  the button that opens it, or a point
 * @param {string} label  what the menu is called
 * @param {Array<{text: string, note?: string, icon?: Node, row?: boolean, danger?: boolean,
 *   action: function()}>} items  those with `row` stand side by side on top
 */
export function openMenu(place, label, items) {
  const menu = byId("menu");
  menu.hidePopover(); // Another one may be open still.
  const opener = document.activeElement;
  const nodes = items.map((item) => menuItem(item, () => close(true)));
  const [inRow, below] = [true, false].map((row) => nodes.filter((_, i) => !!items[i].row === row));
  menu.replaceChildren(
    ...(inRow.length ? [element("div", { class: "menu-row", role: "none" }, ...inRow)] : []),
    ...below,
  );
  menu.setAttribute("aria-label", label);

  function close(returns) {
    menu.hidePopover();
    if (returns) opener?.focus({ preventScroll: true });
  }
  menu.onkeydown = (event) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    const at = nodes.indexOf(document.activeElement);
    if (step) nodes.at((at + step) % nodes.length).focus();
    else if (event.key === "Home") nodes[0].focus();
    else if (event.key === "End") nodes.at(-1).focus();
    else if (event.key === "Escape" || event.key === "Tab") close(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  menu.showPopover();
  put(menu, place);
  nodes[0]?.focus();
}

function menuItem(item, close) {
  return element(
    "button",
    {
      type: "button",
      role: "menuitem",
      tabindex: -1,
      class: item.danger ? "danger" : null,
      onclick: () => {
        close();
        item.action();
      },
    },
    item.icon,
    element("span", { dir: "auto" }, item.text),
    item.note && element("small", { dir: "auto" }, item.note),
  );
}

/** Puts the menu beside its place, within the window. */
function put(menu, place) {
  const box = place.getBoundingClientRect?.() ?? { left: place.x, top: place.y, bottom: place.y };
  const { offsetWidth: width, offsetHeight: height } = menu;
  const fitsBelow = box.bottom + height + MARGIN < innerHeight;
  const top = fitsBelow ? box.bottom + 4 : box.top - height - 4;
  menu.style.left = `${clamp(box.left, MARGIN, innerWidth - width - MARGIN)}px`;
  menu.style.top = `${clamp(top, MARGIN, innerHeight - height - MARGIN)}px`;
}

function clamp(value, low, high) {
  return Math.max(low, Math.min(value, high));
}
