/** The same error with nothing but its message for the log of the task, where the scaffolder writes the stack. */
export function withoutStack(error: Error): Error {
  error.stack = error.message;
  return error;
}
