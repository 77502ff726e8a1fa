/**
 * The only module that knows the component library (@vscode/webview-ui-toolkit, archived upstream): everything else
 * asks for a button, not for a `vscode-button`, so that another library is a change of this file alone.
 */
import './toolkit.css';
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
  vsCodePanels,
  vsCodePanelTab,
  vsCodePanelView,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { element } from './dom.ts';

provideVSCodeDesignSystem().register(
  vsCodeButton(),
  vsCodeDropdown(),
  vsCodeOption(),
  vsCodePanels(),
  vsCodePanelTab(),
  vsCodePanelView(),
  vsCodeTextField(),
);

const component = (tag: string, attributes: Readonly<Record<string, string | undefined>>): HTMLElement => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined) made.setAttribute(name, value);
  return made;
};

export interface Button {
  readonly element: HTMLElement;
  setDisabled(disabled: boolean): void;
  setShown(shown: boolean): void;
}

export function button(options: {
  readonly text: string;
  /** What it does, if the text alone does not say. */
  readonly label?: string;
  readonly testId: string;
  readonly appearance?: 'primary' | 'secondary' | 'icon';
  press(): void;
}): Button {
  const made = component('vscode-button', {
    appearance: options.appearance ?? 'secondary',
    'aria-label': options.label,
    title: options.label,
    'data-testid': options.testId,
  });
  made.append(options.text);
  made.addEventListener('click', () => options.press());
  return {
    element: made,
    setDisabled: (disabled) => made.toggleAttribute('disabled', disabled),
    setShown: (shown) => made.toggleAttribute('hidden', !shown),
  };
}

export interface Badge {
  readonly element: HTMLElement;
  setText(text: string): void;
}

/** Ours: the library's badge has a `style` attribute in its template, which the content security policy refuses. */
export function badge(testId: string): Badge {
  const made = element('span', { class: 'badge', 'data-testid': testId });
  return {
    element: made,
    setText: (text) => {
      if (made.textContent !== text) made.textContent = text;
    },
  };
}

export interface Dropdown {
  readonly element: HTMLElement;
  /** Replaces the options; nothing happens if both are as before. */
  setOptions(options: readonly string[], selected: string): void;
  readonly value: string;
}

export function dropdown(options: { label: string; testId: string; change(value: string): void }): Dropdown {
  const list = component('vscode-dropdown', { 'aria-label': options.label, 'data-testid': options.testId });
  let shown: readonly string[] = [];
  let value = '';
  const select = list as HTMLElement & { value: string };
  list.addEventListener('change', () => {
    const picked = select.value;
    if (!shown.includes(picked) || picked === value) return;
    value = picked;
    options.change(picked);
  });
  return {
    element: list,
    get value() {
      return value;
    },
    setOptions: (texts, selected) => {
      if (selected === value && texts.join('\n') === shown.join('\n')) return;
      shown = [...texts];
      value = selected;
      list.replaceChildren(
        ...texts.map((text) => {
          const option = component('vscode-option', { value: text });
          option.textContent = text;
          return option;
        }),
      );
      // the component learns of its options in a later task, and until then picks one itself
      setTimeout(() => {
        select.value = value;
      });
    },
  };
}

export interface TextField {
  readonly element: HTMLElement;
  readonly value: string;
  focus(): void;
}

export function textField(options: {
  readonly label: string;
  readonly testId: string;
  input(value: string): void;
  enter?(value: string): void;
}): TextField {
  const field = component('vscode-text-field', {
    placeholder: options.label,
    'aria-label': options.label,
    'data-testid': options.testId,
  }) as HTMLElement & { value: string };
  field.addEventListener('input', () => options.input(field.value));
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') options.enter?.(field.value);
  });
  return {
    element: field,
    get value() {
      return field.value;
    },
    focus: () => field.focus(),
  };
}

export interface Tabs {
  readonly element: HTMLElement;
  /** Called with the id of the tab that comes to the front. */
  onShow(listener: (id: string) => void): void;
}

export function tabs(
  label: string,
  pages: readonly { readonly id: string; readonly title: string; readonly content: HTMLElement }[],
): Tabs {
  const panels = component('vscode-panels', { 'aria-label': label });
  for (const { id, title } of pages) {
    const tab = component('vscode-panel-tab', { id: `tab-${id}`, 'data-testid': `tab-${id}` });
    tab.textContent = title;
    panels.append(tab);
  }
  for (const { id, content } of pages) {
    const view = component('vscode-panel-view', { id: `view-${id}` });
    view.append(content);
    panels.append(view);
  }
  return {
    element: panels,
    onShow: (listener) =>
      panels.addEventListener('change', () => {
        const active = panels.getAttribute('activeid') ?? '';
        listener(active.replace(/^tab-/, ''));
      }),
  };
}

/** A bar that fills; the library has only a ring, whose template has a `style` attribute too. */
export interface ProgressBar {
  readonly element: HTMLElement;
  /** `fraction` in [0, 1]; undefined: it is not known how much there is to do. */
  set(fraction: number | undefined, text: string): void;
}

export function progressBar(label: string, testId: string): ProgressBar {
  const fill = element('div', { class: 'progress-fill' });
  const made = element(
    'div',
    {
      class: 'progress',
      role: 'progressbar',
      'aria-label': label,
      'aria-valuemin': 0,
      'aria-valuemax': 100,
      'data-testid': testId,
    },
    fill,
  );
  return {
    element: made,
    set: (fraction, text) => {
      made.classList.toggle('unknown', fraction === undefined);
      if (fraction === undefined) made.removeAttribute('aria-valuenow');
      else made.setAttribute('aria-valuenow', String(Math.round(100 * fraction)));
      made.setAttribute('aria-valuetext', text);
      fill.style.width = fraction === undefined ? '100%' : `${100 * Math.min(1, Math.max(0, fraction))}%`;
    },
  };
}
