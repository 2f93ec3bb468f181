/** By name, with the size in CSS pixels. */
export const pictures: Readonly<Record<string, { readonly width: number; readonly height?: number }>>;
/** Files in the same folder that something else makes. */
export const otherPictures: readonly string[];
