import { type ValidationCheck, ValidationRegistry } from 'langium';

/**
 * The checks of the language are synchronous, and many: several for each node of a file at each edit. Langium wraps each
 * in promises, which took most of the time; here only a check that fails is.
 */
export class CellCheckRegistry extends ValidationRegistry {
  protected override wrapValidationException(check: ValidationCheck, thisObj: unknown): ValidationCheck {
    return (node, accept, cancelToken) => {
      const told = (error: unknown): Promise<void> =>
        this.handleException(() => Promise.reject(error), 'An error occurred during validation', accept, node);
      try {
        const pending = check.call(thisObj, node, accept, cancelToken);
        return pending?.catch(told);
      } catch (error) {
        return told(error);
      }
    };
  }
}
