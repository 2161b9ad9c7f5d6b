/** Goes through everything there is, again and again: whoever is added meanwhile gets its turn. */
export function createRound<T>(everything: () => IterableIterator<T>): {
  readonly next: () => T | undefined;
} {
  let going = everything();
  return {
    next: () => {
      let step = going.next();
      if (step.done === true) {
        going = everything();
        step = going.next();
      }
      return step.done === true ? undefined : step.value;
    },
  };
}
