/** A drawing as an SVG file that looks the same outside of VS Code: what the style sheet says becomes attributes. */
import { svgElement } from '../ui/dom.ts';
import type { Size } from './viewport.ts';

const kept = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-opacity',
  'stroke-width',
  'stroke-dasharray',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'font-style',
] as const;

export function exportSvg(drawing: SVGGElement, size: Size, title: string): string {
  const copy = drawing.cloneNode(true) as SVGGElement;
  copy.removeAttribute('transform');
  const from = drawing.querySelectorAll('*');
  const to = copy.querySelectorAll('*');
  from.forEach((original, i) => {
    const target = to[i];
    if (!target) return;
    for (const name of target.getAttributeNames()) {
      if (/^(class|role|tabindex|aria-|data-)/.test(name)) target.removeAttribute(name);
    }
    if (!/^(rect|path|text|tspan)$/.test(original.tagName)) return;
    const style = getComputedStyle(original);
    for (const property of kept) target.setAttribute(property, style.getPropertyValue(property));
  });
  const background = getComputedStyle(document.body).backgroundColor;
  const file = svgElement(
    'svg',
    {
      width: Math.ceil(size.width),
      height: Math.ceil(size.height),
      viewBox: `0 0 ${Math.ceil(size.width)} ${Math.ceil(size.height)}`,
    },
    svgElement('title', {}, title),
    svgElement('rect', { width: '100%', height: '100%', fill: background }),
    copy,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(file)}\n`;
}
