const WINDOW_MS = 24 * 60 * 60 * 1000;

/** The customer service window: free messages within 24 hours of the customer's last one, afterwards only templates. */
export const windowIsOpen = (lastInboundAt: number | undefined, now: number): boolean =>
  lastInboundAt !== undefined && now - lastInboundAt < WINDOW_MS;
