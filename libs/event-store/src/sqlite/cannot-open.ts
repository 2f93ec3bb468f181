/** A data file or folder that cannot be used. The message is one sentence for whoever starts the process. */
export class CannotOpenStore extends Error {
  override readonly name = 'CannotOpenStore';
  readonly path: string;

  constructor(what: string, path: string, why: string) {
    super(`Cannot open the ${what} ${path}: ${why}.`);
    this.path = path;
  }
}

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
