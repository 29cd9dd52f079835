/** A table of evaluations stops after the page of the API that holds this row; the query behind the table reads the rest. */
export const MAX_RESULTS = 500;
