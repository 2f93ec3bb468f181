/** `GET /api/standing`: what an operator should know of the server itself. */
export interface ServerStanding {
  /** Only where the log is in a database. */
  readonly database?: DatabaseStanding;
}

export interface DatabaseStanding {
  /** Since when the database has not answered; absent: it does. */
  readonly awaySince?: number;
  /** Webhook calls that were answered and wait for it in this process's data folder. */
  readonly spooled: number;
  /** Those that it refused for good; they are kept, and a person must see to them. */
  readonly setAside: number;
  /** No further call can be taken in without it. */
  readonly full: boolean;
}
