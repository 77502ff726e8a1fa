import type { MeasureText, TextRole } from './box.ts';

// keep in step with diagram.css
const fonts: Readonly<Record<TextRole, string>> = { label: '600 13px', detail: '11px', chip: '12px' };

/** Widths in the font that VS Code gives its panels. */
export function measureInPage(): MeasureText {
  const context = document.createElement('canvas').getContext('2d');
  const family = getComputedStyle(document.body).fontFamily || 'sans-serif';
  return (text, role) => {
    if (!context) return text.length * 7.5;
    context.font = `${fonts[role]} ${family}`;
    return context.measureText(text).width;
  };
}
