/** What the server says of itself on its page of metrics. */
export interface Measures {
  /** Of a metric, the sum over its labels; 0 where it is not there. */
  sum(metric: string, labels?: string): number;
}

export const readMeasures = async (url: string): Promise<Measures> => {
  const response = await fetch(`${url}/metrics`);
  if (!response.ok) throw new Error(`The metrics answer ${response.status}.`);
  return measuresIn(await response.text());
};

/** `labels`: text that must stand in the braces, e.g. `outcome="accepted"`. */
export const measuresIn = (page: string): Measures => {
  const lines = page.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return {
    sum: (metric, labels = '') =>
      lines.filter((line) => (line.startsWith(`${metric} `) || line.startsWith(`${metric}{`)) && line.includes(labels))
        .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0),
  };
};

/** Seconds of the processor that the server has used. */
export const cpuOf = (measures: Measures): number => measures.sum('process_cpu_seconds_total');
export const residentOf = (measures: Measures): number => measures.sum('process_resident_memory_bytes');
export const callsWaiting = (measures: Measures): number => measures.sum('tandem_calls_waiting');
export const callsAccepted = (measures: Measures): number => measures.sum('tandem_calls_accepted_total');
export const itemsRead = (measures: Measures): number => measures.sum('tandem_items_total');
export const repliesAccepted = (measures: Measures): number => measures.sum('tandem_sends_total', 'outcome="accepted"');
