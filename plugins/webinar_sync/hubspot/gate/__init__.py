"""The gate before everything in HubSpot that cannot be taken back.

Creating a person or an event, completing, cancelling and deleting an event, withdrawing a
participation or a contact's properties start other people's workflows. All of them pass here, and
the view `hubspot.gate` has the answer for each: yes, not yet or no, and why not in words. `passing`
asks it once more right before each request, so that what was changed meanwhile is obeyed. `wishes`
is what a form asks for, `words` what the gate says to people.
"""
