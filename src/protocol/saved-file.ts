import * as v from 'valibot';

/** Text that a panel asks the editor to save: a drawing, a table. */
export interface SavedFile {
  /** Suggested name, with its ending. */
  readonly name: string;
  readonly text: string;
}

export const savedFileSchema: v.GenericSchema<unknown, SavedFile> = v.object({
  // a name, never a path: the user picks the folder
  name: v.pipe(v.string(), v.regex(/^[\w .()-]+\.(svg|csv)$/)),
  text: v.string(),
});
