/** A table that draws only the rows in sight: ten thousand trials scroll like ten. */
import { element } from '../ui/dom.ts';
import { everyFrame } from '../ui/theme.ts';

export interface TableColumn {
  readonly id: string;
  readonly title: string;
  readonly kind: 'number' | 'text';
  readonly width: number;
}
export interface TableRow {
  readonly id: number;
  readonly cells: readonly string[];
  /** Words for the style sheet. */
  readonly marks: readonly string[];
}
export interface TableContent {
  readonly columns: readonly TableColumn[];
  readonly order: { readonly column: string; readonly descending: boolean };
  readonly count: number;
  row(index: number): TableRow;
  indexOf(id: number): number;
}

export interface VirtualTable {
  readonly element: HTMLElement;
  show(content: TableContent): void;
  /** Marks a row; it is scrolled to only if the keyboard moved there. */
  select(id: number | undefined): void;
}

const rowHeight = 24;

export function virtualTable(
  label: string,
  events: { sort(column: string): void; select(id: number): void },
): VirtualTable {
  const header = element('div', { class: 'table-header', role: 'row', 'aria-rowindex': 1 });
  const rows = element('div', { class: 'table-rows', role: 'rowgroup' });
  const body = element(
    'div',
    { class: 'table-body', tabindex: 0, 'aria-label': label, role: 'presentation' },
    header,
    rows,
  );
  const grid = element('div', { class: 'table', role: 'grid', 'aria-label': label, 'data-testid': 'run-table' }, body);
  let content: TableContent | undefined;
  let selected: number | undefined;
  let heading = '';

  const template = (columns: readonly TableColumn[]): string => columns.map(({ width }) => `${width}px`).join(' ');
  const drawHeader = (): void => {
    if (!content) return;
    const { columns, order } = content;
    const key = JSON.stringify([columns, order]);
    if (key === heading) return;
    heading = key;
    const focused =
      document.hasFocus() && document.activeElement instanceof HTMLElement
        ? document.activeElement.dataset.column
        : undefined;
    header.style.gridTemplateColumns = template(columns);
    header.replaceChildren(
      ...columns.map((column) => {
        const isSorted = order.column === column.id;
        const arrow = isSorted ? (order.descending ? ' ▾' : ' ▴') : '';
        const press = element('button', { type: 'button', 'data-column': column.id }, column.title + arrow);
        press.addEventListener('click', () => events.sort(column.id));
        const sort = isSorted ? (order.descending ? 'descending' : 'ascending') : 'none';
        return element('div', { class: `cell ${column.kind}`, role: 'columnheader', 'aria-sort': sort }, press);
      }),
    );
    if (focused !== undefined) header.querySelector<HTMLElement>(`[data-column="${CSS.escape(focused)}"]`)?.focus();
  };
  const drawRows = (): void => {
    if (!content) return;
    const { columns, count } = content;
    const width = columns.reduce((sum, column) => sum + column.width, 0);
    rows.style.height = `${count * rowHeight}px`;
    rows.style.width = `${width}px`;
    header.style.width = `${width}px`;
    grid.setAttribute('aria-rowcount', String(count + 1));
    const first = Math.max(0, Math.floor(body.scrollTop / rowHeight) - 4);
    const last = Math.min(count, Math.ceil((body.scrollTop + body.clientHeight) / rowHeight) + 4);
    const shown: HTMLElement[] = [];
    for (let index = first; index < last; index++) {
      const { id, cells, marks } = content.row(index);
      const row = element(
        'div',
        {
          class: ['table-row', ...marks].join(' '),
          role: 'row',
          id: `row-${id}`,
          'aria-rowindex': index + 2,
          'aria-selected': String(id === selected),
          'data-trial': id,
          'data-testid': 'run-row',
        },
        ...cells.map((text, i) =>
          element('div', { class: `cell ${columns[i]?.kind ?? ''}`, role: 'gridcell', title: text }, text),
        ),
      );
      row.style.transform = `translateY(${index * rowHeight}px)`;
      row.style.gridTemplateColumns = template(columns);
      shown.push(row);
    }
    rows.replaceChildren(...shown);
    const active = selected === undefined ? undefined : `row-${selected}`;
    if (active !== undefined && shown.some((row) => row.id === active))
      body.setAttribute('aria-activedescendant', active);
    else body.removeAttribute('aria-activedescendant');
  };
  const draw = everyFrame(() => {
    drawHeader();
    drawRows();
  });

  const goTo = (index: number): void => {
    if (!content || content.count === 0) return;
    const target = Math.min(content.count - 1, Math.max(0, index));
    const top = target * rowHeight;
    const room = body.clientHeight - header.offsetHeight;
    if (top < body.scrollTop) body.scrollTop = top;
    else if (top + rowHeight > body.scrollTop + room) body.scrollTop = top + rowHeight - room;
    events.select(content.row(target).id);
  };
  body.addEventListener('keydown', (event) => {
    if (!content || event.target !== body) return;
    const at = selected === undefined ? -1 : content.indexOf(selected);
    const page = Math.max(1, Math.floor((body.clientHeight - header.offsetHeight) / rowHeight) - 1);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: Math.max(0, at - 1),
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: content.count - 1,
    };
    const target = moves[event.key];
    if (target === undefined) return;
    event.preventDefault();
    goTo(target);
  });
  rows.addEventListener('click', (event) => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('.table-row') : null;
    if (row?.dataset.trial !== undefined) events.select(Number(row.dataset.trial));
  });
  body.addEventListener('scroll', draw);
  new ResizeObserver(draw).observe(body);

  return {
    element: grid,
    show: (next) => {
      content = next;
      draw();
    },
    select: (id) => {
      selected = id;
      draw();
    },
  };
}
