/** Colours of VS Code's theme for what is drawn on a canvas, where style sheets do not reach. */
export function themeColor(name: string, ...fallbacks: readonly string[]): string {
  const style = getComputedStyle(document.documentElement);
  for (const each of [name, ...fallbacks]) {
    const value = style.getPropertyValue(`--vscode-${each}`).trim();
    if (value !== '') return value;
  }
  return getComputedStyle(document.body).color;
}

/** VS Code changes the class of the body and the variables of the root when its theme changes. */
export function onThemeChange(listener: () => void): void {
  const observer = new MutationObserver(listener);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
}

/** Calls back once before the next frame, however often it is asked. */
export function everyFrame(render: () => void): () => void {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      render();
    });
  };
}
