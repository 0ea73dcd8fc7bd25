// Shows what an element says of itself while it is pointed at.
const tip = document.getElementById('tip');

document.addEventListener('pointermove', (event) => {
  const over = event.target instanceof Element ? event.target.closest('[data-tip]') : null;
  tip.hidden = over === null;
  if (over === null) return;
  tip.textContent = over.dataset.tip;
  const { width, height } = tip.getBoundingClientRect();
  const right = event.clientX + 14 + width > window.innerWidth;
  const x = right ? event.clientX - 14 - width : event.clientX + 14;
  const y = Math.min(event.clientY + 14, window.innerHeight - height - 6);
  tip.style.left = `${Math.max(x, 6)}px`;
  tip.style.top = `${y}px`;
});
document.addEventListener('pointerleave', () => { tip.hidden = true; });
