/** Mouse, wheel and touch pad: what moves the viewport. */
import { pan, type Viewport, zoom } from './viewport.ts';

export interface Gestures {
  readonly viewport: () => Viewport;
  /** The user moved or zoomed. */
  move(viewport: Viewport): void;
}

/** A press that moves less than this is a click. */
const slack = 4;

export function listenForGestures(surface: SVGSVGElement, { viewport, move }: Gestures): void {
  let drag: { x: number; y: number; moved: boolean } | undefined;
  surface.addEventListener('pointerdown', (event) => {
    if (event.button === 0 || event.button === 1) drag = { x: event.clientX, y: event.clientY, moved: false };
  });
  surface.addEventListener('pointermove', (event) => {
    if (!drag) return;
    const dx = event.clientX - drag.x;
    const dy = event.clientY - drag.y;
    if (!drag.moved && Math.hypot(dx, dy) < slack) return;
    // capture only now: a captured press would never become a click on a node
    if (!drag.moved) surface.setPointerCapture(event.pointerId);
    drag = { x: event.clientX, y: event.clientY, moved: true };
    surface.classList.add('dragging');
    move(pan(viewport(), dx, dy));
  });
  const stop = (): void => {
    drag = undefined;
    surface.classList.remove('dragging');
  };
  surface.addEventListener('pointerup', stop);
  surface.addEventListener('pointercancel', stop);
  surface.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const frame = surface.getBoundingClientRect();
      const at = { x: event.clientX - frame.left, y: event.clientY - frame.top };
      // a pinch on a touch pad arrives as a wheel with Ctrl
      if (event.ctrlKey || event.metaKey) move(zoom(viewport(), Math.exp(-event.deltaY / 300), at));
      else if (event.shiftKey) move(pan(viewport(), -(event.deltaX || event.deltaY), 0));
      else move(pan(viewport(), -event.deltaX, -event.deltaY));
    },
    { passive: false },
  );
}
