/** The newest `most` of lines that stand oldest first; `slice(-0)` would be everything. */
export const lastLines = <Line>(lines: readonly Line[], most: number): readonly Line[] => lines.slice(Math.max(0, lines.length - most));
