import ReelBasics
