/** Asks again until there is a value; fails after the deadline. For what only a real process or socket can say. */
export async function eventually<T>(
  ask: () => T | undefined | Promise<T | undefined>,
  deadlineMs = 10_000,
): Promise<T> {
  const endMs = performance.now() + deadlineMs;
  while (performance.now() < endMs) {
    const value = await ask();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`nothing within ${deadlineMs} ms`);
}
