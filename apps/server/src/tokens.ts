/** What Nest may inject; each is typed to its port where it is asked for. */
export const READINESS = Symbol('Readiness');
export const METRICS = Symbol('PrometheusMetrics');
export const PROCEDURES = Symbol('Procedures');
export const TEAM = Symbol('TeamProcedures');
