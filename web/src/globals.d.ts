/** Path of the live worker relative to the base, set by build.mjs. */
declare const WORKER_URL: string;
