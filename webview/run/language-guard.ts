/**
 * uPlot asks `Intl.NumberFormat(navigator.language)` while it loads, which throws where the browser reports a name that
 * is no language tag (`en-US@posix`, from a POSIX locale): there the panel would stay empty. Imported before uPlot.
 */
try {
  new Intl.NumberFormat(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en-US' });
}
