"use strict";
(() => {
  // A little beyond the last word, so that its end is heard.
  const TAIL = 0.15;
  const status = document.getElementById("status");
  const clock = (t) => `${Math.floor(t / 60)}:${String(Math.floor(t % 60)).padStart(2, "0")}`;
  const players = [];

  class Player {
    constructor(take) {
      this.take = take;
      this.audio = take.querySelector("audio");
      this.transcript = take.querySelector(".transcript");
      this.words = [...take.querySelectorAll(".w")];
      this.starts = this.words.map((word) => Number(word.dataset.s));
      this.ends = this.words.map((word) => Number(word.dataset.e));
      this.now = -1;
      this.cursor = -1;
      this.button = null;
      this.quote = [];
      this.until = Infinity;
      this.ours = false;
      take.querySelectorAll(".moment").forEach((button) => {
        button.addEventListener("click", () => this.press(button));
      });
      if (!this.audio) return;
      this.audio.addEventListener("play", () => this.started());
      // The event comes late: by then another moment may be playing.
      this.audio.addEventListener("pause", () => this.stopped());
      this.audio.addEventListener("timeupdate", () => this.tick());
      this.audio.addEventListener("seeking", () => { if (!this.ours) this.release(); });
      this.audio.addEventListener("seeked", () => { this.ours = false; this.tick(); });
      if (!this.transcript) return;
      this.transcript.addEventListener("click", (event) => {
        const at = this.words.indexOf(event.target);
        if (at >= 0) this.playWord(at);
      });
      this.transcript.addEventListener("keydown", (event) => this.key(event));
    }

    press(button) {
      if (this.button === button) {
        if (this.audio) this.audio.pause();
        this.release();
        return;
      }
      this.release();
      this.button = button;
      this.quote = [...button.querySelectorAll(".q")];
      button.setAttribute("aria-pressed", "true");
      const runs = this.runs(button);
      runs.forEach((run) => run.classList.add("sounding"));
      if (runs.length) this.keepInView(runs[0]);
      if (!this.audio || button.dataset.start === undefined) {
        if (runs.length) runs[0].scrollIntoView({ block: "nearest" });
        return;
      }
      this.playFrom(Number(button.dataset.start), Number(button.dataset.end) + TAIL);
      status.textContent = `Key point ${button.dataset.finding}, ${clock(Number(button.dataset.start))}`;
    }

    playWord(at) {
      this.release();
      this.point(-1);
      this.playFrom(this.starts[at], Infinity);
    }

    playFrom(start, until) {
      this.until = until;
      const seek = () => { this.ours = true; this.audio.currentTime = start; };
      if (this.audio.readyState >= HTMLMediaElement.HAVE_METADATA) seek();
      else this.audio.addEventListener("loadedmetadata", seek, { once: true });
      // Refused where the browser wants another gesture first; the player is there for that.
      this.audio.play().catch(() => this.stopped());
    }

    started() {
      players.forEach((other) => { if (other !== this && other.audio) other.audio.pause(); });
      const frame = () => {
        if (this.audio.paused) return;
        this.tick();
        requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    }

    stopped() {
      if (this.audio.paused) this.release();
    }

    tick() {
      const time = this.audio.currentTime;
      if (time >= this.until && !this.ours) {
        this.audio.pause();
        return;
      }
      if (this.audio.paused) return;
      this.mark(this.at(time));
      this.quote.forEach((word) => word.classList.toggle("now", word.dataset.s <= time && time < word.dataset.e));
    }

    at(time) {
      let low = 0;
      let high = this.starts.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.starts[middle] <= time) low = middle + 1; else high = middle;
      }
      return low > 0 && time < this.ends[low - 1] ? low - 1 : -1;
    }

    mark(at) {
      if (at === this.now) return;
      if (this.now >= 0) this.words[this.now].classList.remove("now");
      if (at >= 0) {
        this.words[at].classList.add("now");
        this.keepInView(this.words[at]);
      }
      this.now = at;
    }

    release() {
      this.until = Infinity;
      if (this.audio && this.audio.paused) this.mark(-1);
      if (!this.button) return;
      this.button.setAttribute("aria-pressed", "false");
      this.quote.forEach((word) => word.classList.remove("now"));
      this.quote = [];
      this.runs(this.button).forEach((run) => run.classList.remove("sounding"));
      this.button = null;
    }

    runs(button) {
      return [...this.take.querySelectorAll(`mark[data-findings~="${button.dataset.finding}"]`)];
    }

    keepInView(element) {
      // Within the transcript alone: the page itself must not jump while somebody reads.
      const box = this.transcript.getBoundingClientRect();
      const here = element.getBoundingClientRect();
      if (here.top < box.top || here.bottom > box.bottom) {
        this.transcript.scrollTop += here.top - box.top - box.height / 3;
      }
    }

    point(at) {
      if (this.cursor >= 0) this.words[this.cursor].classList.remove("cursor");
      if (at >= 0) {
        this.words[at].classList.add("cursor");
        this.keepInView(this.words[at]);
      }
      this.cursor = at;
    }

    key(event) {
      if (!this.words.length || event.altKey || event.ctrlKey || event.metaKey) return;
      const last = this.words.length - 1;
      const from = this.cursor >= 0 ? this.cursor : Math.max(this.now, -1);
      const steps = { ArrowRight: Math.min(last, from + 1), ArrowLeft: Math.max(0, from - 1), Home: 0, End: last };
      if (event.key in steps) this.point(steps[event.key]);
      else if ((event.key === "Enter" || event.key === " ") && this.cursor >= 0) this.playWord(this.cursor);
      else if (event.key === " " || event.key === "Escape") this.audio.pause();
      else return;
      event.preventDefault();
    }
  }

  document.querySelectorAll(".take").forEach((take) => players.push(new Player(take)));
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll("details").forEach((one) => { one.open = true; });
  });
})();
