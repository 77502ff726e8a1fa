import type { CompletionItem } from 'vscode-languageserver';

/** The text about an item, made when someone looks at it. */
export type About = () => string;

/** Editors ask about items of the list that they show; the lists before it may still be on their way. */
const most = 8;

/** What an item of a list carries, to be asked about again. */
interface Place {
  readonly list: number;
  readonly item: number;
}

/** The texts about the items of the newest lists: few of the hundreds in a list are ever read. */
export class RecentLists {
  private readonly lists = new Map<number, readonly (About | undefined)[]>();
  private next = 0;

  /** Gives the places of the items. */
  keep(texts: readonly (About | undefined)[]): Place[] {
    const list = this.next++;
    this.lists.set(list, texts);
    this.lists.delete(list - most);
    return texts.map((_, item) => ({ list, item }));
  }

  /** The item with its documentation; as it is if it has none, or is of an old list. */
  resolve(item: CompletionItem): CompletionItem {
    const place = item.data as Partial<Place> | undefined;
    const about = this.lists.get(place?.list ?? -1)?.[place?.item ?? -1];
    return about ? { ...item, documentation: { kind: 'markdown', value: about() } } : item;
  }
}
