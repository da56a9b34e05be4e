// Making elements. Words become text nodes, never markup.

const SVG = "http://www.w3.org/2000/svg";

/**
 * Makes an element.
 * @param {string} tag
 * @param {Object} attributes  true sets an attribute without a value, false and null leave it out,
 *   a function under "onclick" and the like becomes a listener
 * @param {...(Node|string|null|false)} children
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child != null && child !== false));
  return made;
}

/** Makes one of the icons that index.html holds. It is decoration: its button has a label. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** Lets people press something that stands within a line of text, where a button cannot wrap. */
export function pressable(node, action) {
  node.setAttribute("role", "button");
  node.tabIndex = 0;
  node.addEventListener("click", action);
  node.addEventListener("keydown", (event) => {
    if (event.target !== node || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    event.stopPropagation();
    action(event);
  });
  return node;
}

export function byId(id) {
  return document.getElementById(id);
}

/** Tells whether focusing a text box brings up no keyboard over the page. */
export function hasKeyboard() {
  return matchMedia("(hover: hover)").matches;
}
