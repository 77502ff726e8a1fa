/** Builds elements with text as text: what comes from a workspace is never parsed as HTML. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;
export type Child = Node | string | undefined;

const svgNamespace = 'http://www.w3.org/2000/svg';

/** `true` sets an empty attribute, `false` and `undefined` none. No `style`: the content security policy refuses it. */
function setAttributes(target: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) target.removeAttribute(name);
    else target.setAttribute(name, value === true ? '' : String(value));
  }
}

function fill<E extends Element>(target: E, attributes: Attributes, children: readonly Child[]): E {
  setAttributes(target, attributes);
  target.append(...children.filter((child) => child !== undefined));
  return target;
}

export const element = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] => fill(document.createElement(tag), attributes, children);

/** The first stop of the Tab key: jumps over the toolbar to what the page is about. Seen only while it has the focus. */
export const skipLink = (text: string, testId: string, jump: () => void): HTMLElement => {
  const link = element('button', { class: 'skip-link', type: 'button', 'data-testid': testId }, text);
  link.addEventListener('click', jump);
  return link;
};

export const svgElement = <K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[K] => fill(document.createElementNS(svgNamespace, tag), attributes, children);
