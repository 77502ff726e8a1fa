/** A plain repair of a mistake, by offsets in the file where it is reported; the `fix` of a diagnostic's data. */
export interface TextFix {
  readonly title: string;
  readonly edits: readonly { readonly offset: number; readonly end: number; readonly text: string }[];
}
