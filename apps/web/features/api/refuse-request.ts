/** An answer in the form of the API's errors. */
export function refuseRequest(status: number, code: string, message: string): Response {
  return Response.json({ errors: [{ message, extensions: { code } }] }, { status });
}
